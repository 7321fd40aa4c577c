package org.tfpipeline.model.selfpatch;

import static com.google.common.base.Preconditions.checkArgument;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.dino.ProjectionHead;
import org.tfpipeline.model.nn.DropPath;
import org.tfpipeline.model.variables.ParameterScope;
import org.tfpipeline.model.vit.BackboneOutput;
import org.tfpipeline.model.vit.VisionTransformer;
import org.tfpipeline.model.vit.VitConfig;

/**
 * The network that is pretrained, once as the student and once as the teacher: backbone, SelfPatch
 * head, and a projection head each for images and for patches (figure 2 of the paper).
 */
public final class SelfPatchNetwork {
  private final Ops tf;
  private final VitConfig backboneConfig;
  private final SelfPatchConfig headConfig;
  private final VisionTransformer backbone;
  private final SelfPatchHead head;
  private final ProjectionHead imageProjection;
  private final ProjectionHead patchProjection;

  /**
   * What the network makes of a batch of views of one size, up to the projection heads' last
   * layers.
   *
   * @param backbone all that the backbone gives
   * @param imageToken the aggregate of the whole view after the head's normalisation, {@code
   *     [views, width]}
   * @param patchOutputs the patches after the head's normalisation, {@code [views, patches, width]}
   * @param imagePoints {@code [views, bottleneck]}
   * @param patchPoints {@code [views · patches, bottleneck]}
   */
  public record Outputs(
      BackboneOutput backbone,
      Operand<TFloat32> imageToken,
      Operand<TFloat32> patchOutputs,
      Operand<TFloat32> imagePoints,
      Operand<TFloat32> patchPoints) {}

  /**
   * Creates the parameters of the backbone, which has no class token, the SelfPatch head and both
   * projection heads.
   */
  public SelfPatchNetwork(
      ParameterScope scope,
      VitConfig backboneConfig,
      SelfPatchConfig headConfig,
      ProjectionConfig imageProjection,
      ProjectionConfig patchProjection) {
    checkArgument(!backboneConfig.classToken(), "SelfPatch's backbone has no class token");
    this.tf = scope.ops();
    this.backboneConfig = backboneConfig;
    this.headConfig = headConfig;
    int width = backboneConfig.width();
    this.backbone = new VisionTransformer(scope.child("backbone"), backboneConfig);
    this.head = new SelfPatchHead(scope.child("ca_head"), headConfig, backboneConfig);
    this.imageProjection = new ProjectionHead(scope.child("c_head"), imageProjection, width);
    this.patchProjection = new ProjectionHead(scope.child("p_head"), patchProjection, width);
  }

  /**
   * The student's side: patches stand for themselves.
   *
   * @param images normalised, {@code [views, size, size, 3]}
   * @param draws chances of stochastic depth
   */
  public Outputs student(Operand<TFloat32> images, DropPath.Draws draws) {
    var features = backbone.apply(images, draws);
    return project(features, head.normalizePatches(features.patchTokens()));
  }

  /**
   * The teacher's side: each patch is replaced by the aggregate of its positive neighbours.
   *
   * @param images normalised, {@code [views, size, size, 3]}, of a static size
   */
  public Outputs teacher(Operand<TFloat32> images) {
    var features = backbone.apply(images);
    var patchTokens = features.patchTokens();
    int rows = Math.toIntExact(images.shape().get(1)) / backboneConfig.patchSize();
    int columns = Math.toIntExact(images.shape().get(2)) / backboneConfig.patchSize();
    var neighborhood = new PatchNeighborhood(tf, headConfig, rows, columns);
    var positives = neighborhood.positives(patchTokens);
    return project(features, head.aggregateNeighbors(patchTokens, positives));
  }

  private Outputs project(BackboneOutput features, Operand<TFloat32> patchOutputs) {
    var rows = tf.constant(new int[] {-1, backboneConfig.width()});
    var imageToken = tf.reshape(head.aggregateImage(features.patchTokens()).token(), rows);
    return new Outputs(
        features,
        imageToken,
        patchOutputs,
        imageProjection.bottleneck(imageToken),
        patchProjection.bottleneck(tf.reshape(patchOutputs, rows)));
  }

  /** Image points {@code [rows, bottleneck]} to logits {@code [rows, prototypes]}. */
  public Operand<TFloat32> imageLogits(Operand<TFloat32> points) {
    return imageProjection.logits(points);
  }

  /** Patch points {@code [rows, bottleneck]} to logits {@code [rows, prototypes]}. */
  public Operand<TFloat32> patchLogits(Operand<TFloat32> points) {
    return patchProjection.logits(points);
  }
}
