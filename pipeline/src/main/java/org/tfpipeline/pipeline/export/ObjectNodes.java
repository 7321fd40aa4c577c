package org.tfpipeline.pipeline.export;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.protobuf.BoolValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedUserObject;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject.ObjectReference;
import org.tensorflow.proto.VersionDef;

/**
 * Nodes and edges of an object graph. They are kept twice, with the same numbers: once with what
 * the objects are, for the SavedModel, and once with where their values are, for its checkpoint.
 */
final class ObjectNodes {
  private static final String PLAIN_OBJECT = "_generic_user_object";
  private static final String LIST = "trackable_list_wrapper";

  private final List<SavedObject.Builder> saved = new ArrayList<>();
  private final List<TrackableObject.Builder> tracked = new ArrayList<>();

  /** Adds a node without values in the checkpoint and returns its number. */
  int add(SavedObject.Builder object) {
    saved.add(object);
    tracked.add(TrackableObject.newBuilder().setHasCheckpointValues(BoolValue.of(false)));
    return saved.size() - 1;
  }

  /** Adds a node whose value the checkpoint holds under the key. */
  int addWithValue(SavedObject.Builder object, String fullName, String checkpointKey) {
    int node = add(object);
    tracked
        .get(node)
        .setHasCheckpointValues(BoolValue.of(true))
        .addAttributes(
            TrackableObject.SerializedTensor.newBuilder()
                .setName("VARIABLE_VALUE")
                .setFullName(fullName)
                .setCheckpointKey(checkpointKey));
    return node;
  }

  /** An object with attributes; see {@link #listsFromNumberedObjects}. */
  int addObject() {
    return addUserObject(PLAIN_OBJECT);
  }

  int addList() {
    return addUserObject(LIST);
  }

  /** An object of one of the kinds that Python's loader knows. */
  int addUserObject(String kind) {
    // Without a version the loader takes every kind for a plain object.
    return add(
        SavedObject.newBuilder()
            .setUserObject(
                SavedUserObject.newBuilder()
                    .setIdentifier(kind)
                    .setVersion(VersionDef.newBuilder().setProducer(1).setMinConsumer(1))));
  }

  void addChild(int parent, String name, int child) {
    checkArgument(findChild(parent, name).isEmpty(), "two objects are called %s", name);
    var reference = ObjectReference.newBuilder().setNodeId(child).setLocalName(name).build();
    saved.get(parent).addChildren(reference);
    tracked.get(parent).addChildren(reference);
  }

  /** The child of that name; a new object where there is none. */
  int childObject(int parent, String name) {
    OptionalInt found = findChild(parent, name);
    if (found.isPresent()) {
      return found.getAsInt();
    }
    int child = addObject();
    addChild(parent, name, child);
    return child;
  }

  /** Makes a list of every object whose attributes are numbers from 0 up: {@code blocks[3]}. */
  void listsFromNumberedObjects() {
    for (SavedObject.Builder object : saved) {
      if (object.getUserObject().getIdentifier().equals(PLAIN_OBJECT) && isNumbered(object)) {
        object.getUserObjectBuilder().setIdentifier(LIST);
      }
    }
  }

  List<SavedObject> savedObjects() {
    return saved.stream().map(SavedObject.Builder::build).toList();
  }

  TrackableObjectGraph trackableObjectGraph() {
    var graph = TrackableObjectGraph.newBuilder();
    tracked.forEach(graph::addNodes);
    return graph.build();
  }

  private OptionalInt findChild(int parent, String name) {
    return saved.get(parent).getChildrenList().stream()
        .filter(reference -> reference.getLocalName().equals(name))
        .mapToInt(ObjectReference::getNodeId)
        .findFirst();
  }

  private static boolean isNumbered(SavedObject.Builder object) {
    List<ObjectReference> children = object.getChildrenList();
    return !children.isEmpty()
        && IntStream.range(0, children.size())
            .allMatch(i -> children.get(i).getLocalName().equals(Integer.toString(i)));
  }
}
