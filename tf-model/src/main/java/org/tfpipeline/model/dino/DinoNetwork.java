package org.tfpipeline.model.dino;

import static com.google.common.base.Preconditions.checkArgument;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.nn.DropPath;
import org.tfpipeline.model.variables.ParameterScope;
import org.tfpipeline.model.vit.BackboneOutput;
import org.tfpipeline.model.vit.VisionTransformer;
import org.tfpipeline.model.vit.VitConfig;

/**
 * The network that DINO pretrains, once as the student and once as the teacher: a backbone with a
 * class token, and a projection head on that token (DINO, section 3.1).
 */
public final class DinoNetwork {
  private final VisionTransformer backbone;
  private final ProjectionHead head;

  /**
   * What the network makes of a batch of views of one size, before the head's last layer.
   *
   * @param backbone all that the backbone gives
   * @param points {@code [views, bottleneck]}
   */
  public record Outputs(BackboneOutput backbone, Operand<TFloat32> points) {}

  /** Creates the parameters of the backbone, which has a class token, and of the head. */
  public DinoNetwork(ParameterScope scope, VitConfig backbone, ProjectionConfig head) {
    checkArgument(backbone.classToken(), "DINO needs a class token");
    this.backbone = new VisionTransformer(scope.child("backbone"), backbone);
    this.head = new ProjectionHead(scope.child("head"), head, backbone.width());
  }

  /**
   * The student's side.
   *
   * @param images normalised, {@code [views, size, size, 3]}
   * @param draws chances of stochastic depth
   */
  public Outputs student(Operand<TFloat32> images, DropPath.Draws draws) {
    return project(backbone.apply(images, draws));
  }

  /**
   * The teacher's side: the same without stochastic depth.
   *
   * @param images normalised, {@code [views, size, size, 3]}
   */
  public Outputs teacher(Operand<TFloat32> images) {
    return project(backbone.apply(images));
  }

  private Outputs project(BackboneOutput features) {
    return new Outputs(features, head.bottleneck(features.classToken()));
  }

  /** Points {@code [rows, bottleneck]} to logits {@code [rows, prototypes]}. */
  public Operand<TFloat32> logits(Operand<TFloat32> points) {
    return head.logits(points);
  }
}
