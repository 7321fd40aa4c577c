package org.tfpipeline.tfrecords;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardSpecTest {

  @Test
  void isNamedAsTensorFlowDatasetsNamesShards() {
    assertThat(new ShardSpec("clothing", "train", 3, 16).fileName())
        .isEqualTo("clothing-train.tfrecord-00003-of-00016");
  }

  @Test
  void readsItsOwnNamesAndThoseWithHyphens() {
    var spec = new ShardSpec("open-images-v6", "validation", 0, 1);
    assertThat(ShardSpec.parse(spec.fileName())).contains(spec);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clothing-train.tfrecord",
        "clothing-train.tfrecord-00016-of-00016",
        "clothing-train.tfrecord-0-of-1",
        "clothing.tfrecord-00000-of-00001",
        "clothing-train.tfrecord-00000-of-00001.tmp"
      })
  void otherNamesAreNoShards(String name) {
    assertThat(ShardSpec.parse(name)).isEmpty();
  }

  @Test
  void listsAllInOrder() {
    assertThat(ShardSpec.all("a", "train", 3))
        .extracting(ShardSpec::index)
        .containsExactly(0, 1, 2);
  }
}
