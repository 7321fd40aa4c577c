package org.tfpipeline.tools.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  @Test
  void readsSplitsInOrder() throws OptionException {
    assertThat(SplitFractions.parse("train=0.9,validation=.05, test=5e-2").fractions())
        .containsExactly(entry("train", 0.9), entry("validation", 0.05), entry("test", 0.05));
  }

  @Test
  void readsListsWhereThereAreNoFractions() throws OptionException {
    assertThat(SplitChoice.parse("train=lists/train.txt, test=1st.txt"))
        .isEqualTo(
            new SplitLists(
                ImmutableMap.of("train", Path.of("lists/train.txt"), "test", Path.of("1st.txt"))));
    assertThat(SplitChoice.parse("train=a, b/c.txt,test=d,e.txt"))
        .isEqualTo(
            new SplitLists(
                ImmutableMap.of("train", Path.of("a, b/c.txt"), "test", Path.of("d,e.txt"))));
    assertThat(SplitChoice.parse("train=0.9,test=0.1")).isInstanceOf(SplitFractions.class);
    assertThatExceptionOfType(OptionException.class)
        .isThrownBy(() -> SplitChoice.parse("train=train.txt,test=0.1"))
        .withMessageContaining("has 'train=train.txt'; write NAME=FRACTION");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train=0.9 | add up to 0.9, not 1",
        "train | has 'train'; write NAME=FRACTION",
        "train=0,test=1 | train=0 must be above 0",
        "train=0.5,train=0.5 | names train twice",
        "my-split=1 | has 'my-split=1'",
        "train=-1,test=2 | has 'train=-1'"
      })
  void refusesSplitsThatAreNone(String value, String message) {
    assertThatExceptionOfType(OptionException.class)
        .isThrownBy(() -> SplitFractions.parse(value))
        .withMessageContaining(message);
  }

  @Test
  void aNumberOfShardsIsThatManyUnlessThereAreFewerRecords() throws OptionException {
    assertThat(ShardSize.parseCount("4").shards(100, 1)).isEqualTo(4);
    assertThat(ShardSize.parseCount("4").shards(3, 1)).isEqualTo(3);
  }

  @Test
  void aShardSizeIsRoundedUpToWholeFiles() throws OptionException {
    assertThat(ShardSize.parseBytes("1MB").shards(100, 1 << 20)).isEqualTo(1);
    assertThat(ShardSize.parseBytes("1mb").shards(100, (1 << 20) + 1)).isEqualTo(2);
    assertThat(ShardSize.parseBytes("1KB").shards(3, 1 << 20)).isEqualTo(3);
    assertThat(ShardSize.DEFAULT.shards(1_000_000, 10L << 30)).isEqualTo(80);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "100000", "1.5"})
  void refusesNumbersOfShards(String value) {
    assertThatExceptionOfType(OptionException.class)
        .isThrownBy(() -> ShardSize.parseCount(value))
        .withMessageContaining("--shards " + value + " is not a number from 1 to 99999");
  }

  @ParameterizedTest
  @ValueSource(strings = {"128", "0MB", "1TB", "MB", "1.5GB"})
  void refusesShardSizes(String value) {
    assertThatExceptionOfType(OptionException.class)
        .isThrownBy(() -> ShardSize.parseBytes(value))
        .withMessageContaining("--shard-size " + value);
  }

  @ParameterizedTest
  @CsvSource({
    "photos, photos",
    "my-photos 2024, my_photos_2024",
    "101_ObjectCategories, images_101_ObjectCategories"
  })
  void namesDataSetsAfterFolders(String folder, String name) throws OptionException {
    assertThat(DataSetName.after(Path.of("some/where", folder))).isEqualTo(name);
    assertThat(DataSetName.parse(name)).isEqualTo(name);
  }
}
