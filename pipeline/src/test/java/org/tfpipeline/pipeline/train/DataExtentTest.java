package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.pipeline.train.RunDirectory.SavedCheckpoint;

final class DataExtentTest {
  @TempDir private Path folder;

  @Test
  void isTheSameInEveryLanguage() throws IOException {
    var extent = new DataExtent(ImmutableList.of(1200L, 1199L));
    var locale = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      extent.write(folder);
    } finally {
      Locale.setDefault(locale);
    }
    var checkpoint = new SavedCheckpoint(3, folder);
    assertThatCode(() -> extent.check(checkpoint)).doesNotThrowAnyException();
    assertThatThrownBy(() -> new DataExtent(ImmutableList.of(1199L, 1200L)).check(checkpoint))
        .hasMessageContaining("of other lengths");
  }
}
