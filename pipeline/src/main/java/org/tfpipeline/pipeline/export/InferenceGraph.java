package org.tfpipeline.pipeline.export;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssertThat;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tfpipeline.model.nn.Sizes;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.selfpatch.SelfPatchHead;
import org.tfpipeline.model.variables.ParameterScope;
import org.tfpipeline.model.variables.VariableStore;
import org.tfpipeline.model.vit.BackboneOutput;
import org.tfpipeline.model.vit.ImageNormalization;
import org.tfpipeline.model.vit.VisionTransformer;
import org.tfpipeline.model.vit.VitConfig;

/**
 * The pretrained network as its users run it: images of any size in, features out.
 *
 * <p>Functions take {@code images}, float32 {@code [batch, height, width, 3]}, RGB in [0, 1], but
 * for {@code encoded_images}, which takes {@code encoded}, string {@code [batch]}: the bytes of
 * JPEG or PNG files, of which the network sees the {@link EvaluationView}. With {@code rows} and
 * {@code columns} of patches they give
 *
 * <ul>
 *   <li>{@code serve} and {@code encoded_images}: {@code patch_tokens} {@code [batch, rows,
 *       columns, width]} and {@code embedding} {@code [batch, width]}
 *   <li>{@code intermediate}: {@code block_i} {@code [batch, rows, columns, width]} for each tap
 *   <li>{@code attention}: {@code attention} {@code [batch, heads, rows, columns]}
 * </ul>
 *
 * <p>Of SelfPatch, patches are as the blocks leave them, the embedding is the aggregated image
 * token, and the attention is the last class-attention block's. Of DINO, everything has gone
 * through the final normalisation, the embedding is the class token, and the attention is its own
 * in the last block. Attention is that on patches: the token's weight on itself is left out and the
 * rest not renormalised.
 */
public final class InferenceGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final VitConfig config;
  private final ExportedModel model;

  /**
   * What the network makes of images.
   *
   * @param backbone all that the backbone gives
   * @param embedding {@code [batch, width]}
   * @param attention {@code [batch, heads, rows · columns]}
   */
  private record Features(
      BackboneOutput backbone, Operand<TFloat32> embedding, Operand<TFloat32> attention) {}

  /**
   * Builds the graph; its variables start at random values.
   *
   * @throws IllegalArgumentException if a tap is no block of the network
   */
  public InferenceGraph(NetworkConfig network, Taps taps) {
    this.config = network.backbone().withoutDropPath();
    try {
      taps.checkDepth(config.depth());
      this.model = build(network.selfPatch(), taps);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  private ExportedModel build(Optional<SelfPatchConfig> selfPatch, Taps taps) {
    var scope = ParameterScope.root(new VariableStore(tf), /* network= */ "", /* seed= */ 0);
    var backbone = new VisionTransformer(scope, config);
    var head =
        selfPatch.map(
            aggregation -> new SelfPatchHead(scope.child("ca_head"), aggregation, config));
    var images =
        tf.withName("images")
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, -1, 3)));
    var features = features(backbone, head, withWholePatches(images));
    var encoded =
        tf.withName("encoded").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
    var view = new EvaluationView(config.imageSize()).of(tf, encoded);
    return new ExportedModel(
        ImmutableList.copyOf(scope.parameters()),
        ImmutableList.of(
            function("serve", images, serve(features)),
            function("intermediate", images, intermediate(features.backbone(), taps)),
            function("attention", images, attention(features)),
            ExportedFunction.of(
                "encoded_images", "encoded", encoded, serve(features(backbone, head, view)))),
        ImmutableMap.of(
            "__call__", "serve",
            "serve", "serve",
            "intermediate", "intermediate",
            "attention", "attention",
            "encoded_images", "encoded_images"),
        ImmutableMap.of(
            "serving_default", "serve",
            "serve", "serve",
            "intermediate", "intermediate",
            "attention", "attention",
            "encoded_images", "encoded_images"));
  }

  private Features features(
      VisionTransformer network, Optional<SelfPatchHead> head, Operand<TFloat32> images) {
    var backbone = network.apply(ImageNormalization.normalize(tf, images));
    if (head.isEmpty()) {
      return new Features(backbone, backbone.classToken(), backbone.classAttention());
    }
    var aggregate = head.get().aggregateImage(backbone.patchTokens());
    var embedding = tf.squeeze(aggregate.token(), Squeeze.axis(List.of(1L)));
    return new Features(backbone, embedding, aggregate.attention());
  }

  /** The graph, to which callers may add operations of their own. */
  public Graph graph() {
    return graph;
  }

  /** What of the graph is exported. */
  public ExportedModel model() {
    return model;
  }

  /**
   * Takes the weights from a training checkpoint.
   *
   * @param session of this graph
   * @param checkpointPrefix path of the tensor bundle without {@code .index}
   * @throws IOException if the checkpoint is not one of this architecture
   */
  public void restore(Session session, Path checkpointPrefix, PretrainedNetwork network)
      throws IOException {
    new CheckpointWeights(checkpointPrefix, network).restore(model.variables(), session);
  }

  @Override
  public void close() {
    graph.close();
  }

  private static ExportedFunction function(
      String name, Operand<?> images, Map<String, ? extends Operand<?>> outputs) {
    return ExportedFunction.of(name, "images", images, outputs);
  }

  private Map<String, Operand<TFloat32>> serve(Features features) {
    var backbone = features.backbone();
    return Map.of(
        "patch_tokens",
        onGrid(backbone.patchTokens(), backbone),
        "embedding",
        features.embedding());
  }

  private Map<String, Operand<TFloat32>> intermediate(BackboneOutput backbone, Taps taps) {
    var outputs = ImmutableSortedMap.<String, Operand<TFloat32>>naturalOrder();
    for (int block : taps.blocks()) {
      outputs.put("block_" + block, onGrid(backbone.patchTokens(block), backbone));
    }
    return outputs.buildOrThrow();
  }

  private Map<String, Operand<TFloat32>> attention(Features features) {
    var weights = features.attention();
    var backbone = features.backbone();
    var sizes =
        List.of(
            Sizes.of(tf, weights, 0),
            tf.constant(config.heads()),
            backbone.rows(),
            backbone.columns());
    return Map.of("attention", Sizes.reshape(tf, weights, sizes));
  }

  /** Tokens {@code [batch, rows · columns, width]} as {@code [batch, rows, columns, width]}. */
  private Operand<TFloat32> onGrid(Operand<TFloat32> tokens, BackboneOutput backbone) {
    Operand<TInt32> batch = Sizes.of(tf, tokens, 0);
    return Sizes.reshape(
        tf,
        tokens,
        List.of(batch, backbone.rows(), backbone.columns(), tf.constant(config.width())));
  }

  /**
   * The images, once their sides are known to be multiples of the patch size: the network itself
   * would silently drop the pixels left over.
   */
  private Operand<TFloat32> withWholePatches(Operand<TFloat32> images) {
    var shape = tf.shape(images);
    var sides = tf.slice(shape, tf.constant(new int[] {1}), tf.constant(new int[] {2}));
    var leftOver = tf.math.floorMod(sides, tf.constant(config.patchSize()));
    var whole = tf.reduceAll(tf.math.equal(leftOver, tf.constant(0)), tf.constant(0));
    var message =
        "The height and width of images must be multiples of the patch size "
            + config.patchSize()
            + "; resize or pad them. Their shape [batch, height, width, channels] is";
    Op check = tf.assertThat(whole, List.of(tf.constant(message), shape), AssertThat.summarize(4L));
    return tf.withControlDependencies(check).identity(images);
  }
}
