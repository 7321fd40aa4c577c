package org.tfpipeline.pipeline.export;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tfpipeline.tfrecords.Replaceable;
import org.tfpipeline.tfrecords.StagedFolder;

/**
 * Writes a graph as a TensorFlow 2 SavedModel with an object graph. {@code tf.saved_model.load}
 * gives a callable object with trainable variables, and readers without an object graph (Java, C++,
 * TensorFlow Serving) find the same signatures.
 */
public final class SavedModelWriter {
  private static final String GRAPH_FILE = "saved_model.pb";

  /** What this class writes, and what Python adds when it saves such a model again. */
  private static final ImmutableSet<String> PARTS =
      ImmutableSet.of(
          GRAPH_FILE, "variables", "assets", "assets.extra", "fingerprint.pb", "keras_metadata.pb");

  private static final Replaceable REPLACEABLE =
      new Replaceable("a SavedModel", SavedModelWriter::isPart);

  private SavedModelWriter() {}

  /**
   * Writes the directory, which appears whole or not at all. A SavedModel that is there already is
   * replaced.
   *
   * @param session on the graph of the model, its variables initialised
   * @param extraAssets files for the folder {@code assets.extra}, by name
   * @throws IOException if a file cannot be written, or something else is in the directory's place
   */
  public static void write(
      Path directory,
      Session session,
      ExportedModel model,
      ImmutableMap<String, byte[]> extraAssets)
      throws IOException {
    try (var staged = StagedFolder.create(directory, REPLACEABLE)) {
      writeModel(staged.path(), session, model);
      writeExtraAssets(staged.path(), extraAssets);
      staged.commit();
    }
  }

  /**
   * Refuses a directory that {@link #write} would refuse, before any work is put into the model.
   *
   * @throws IOException if something else is in its place
   */
  public static void checkReplaceable(Path directory) throws IOException {
    StagedFolder.checkReplaceable(directory, REPLACEABLE);
  }

  /** A folder that happens to be called {@code assets} is not part of any SavedModel. */
  private static boolean isPart(Path entry) {
    return PARTS.contains(entry.getFileName().toString())
        && Files.isRegularFile(entry.resolveSibling(GRAPH_FILE));
  }

  private static void writeModel(Path directory, Session session, ExportedModel model)
      throws IOException {
    Graph graph = session.graph();
    GraphDef source = graph.toGraphDef();
    // Functions that the model calls itself come along.
    var library = source.getLibrary().toBuilder();
    var main = GraphDef.newBuilder().setVersions(source.getVersions());
    var meta =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(
                MetaGraphDef.MetaInfoDef.newBuilder()
                    .addTags("serve")
                    .setTensorflowVersion(TensorFlow.version()));
    var objects = new ObjectGraph(model.variables());
    var definitions = new FunctionDefs(graph, model.variables());

    for (ExportedFunction function : model.functions()) {
      FunctionBody body = definitions.body(function);
      library.addFunction(body.definition());
      objects.addFunction(body, keysOf(model.attributes(), function));
      for (String key : keysOf(model.signatures(), function)) {
        FunctionBody wrapper = definitions.signatureWrapper(key, body);
        library.addFunction(wrapper.definition());
        objects.addSignature(key, wrapper);
        SignatureCall call = SignatureCall.of(key, wrapper);
        main.addAllNode(call.nodes());
        meta.putSignatureDef(key, call.definition());
      }
    }
    try (var saver = new SaverGraph(model.variables(), objects.trackableObjectGraph())) {
      Path variables = Files.createDirectory(directory.resolve("variables"));
      saver.save(variables.resolve("variables"), session);
      main.addAllNode(saver.graphDef().getNodeList()).setLibrary(ordered(library));
      meta.setSaverDef(saver.saverDef());
    }
    meta.setGraphDef(main).setObjectGraphDef(objects.savedObjectGraph());
    SavedModel savedModel =
        SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
    writeGraph(directory.resolve(GRAPH_FILE), savedModel);
  }

  private static Set<String> keysOf(Map<String, String> functionNames, ExportedFunction function) {
    return Maps.filterValues(functionNames, function.name()::equals).keySet();
  }

  private static void writeExtraAssets(Path directory, Map<String, byte[]> assets)
      throws IOException {
    Path folder = directory.resolve("assets.extra");
    for (var asset : assets.entrySet()) {
      Files.createDirectories(folder);
      Files.write(folder.resolve(asset.getKey()), asset.getValue());
    }
  }

  /** TensorFlow gives the nodes of a function in an order that differs from time to time. */
  private static FunctionDefLibrary ordered(FunctionDefLibrary.Builder library) {
    for (var function : library.getFunctionBuilderList()) {
      var nodes =
          ImmutableList.sortedCopyOf(
              Comparator.comparing(NodeDef::getName), function.getNodeDefList());
      function.clearNodeDef().addAllNodeDef(nodes);
    }
    return library.build();
  }

  /** The same bytes for the same model: of themselves, maps come in any order. */
  private static void writeGraph(Path file, SavedModel savedModel) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      var coded = CodedOutputStream.newInstance(out);
      coded.useDeterministicSerialization();
      savedModel.writeTo(coded);
      coded.flush();
    }
  }
}
