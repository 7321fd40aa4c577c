package org.tfpipeline.tools.inspect.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tfrecords.RecordFiles;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tools.convert.CollectionFormat;
import org.tfpipeline.tools.convert.TestImages;
import org.tfpipeline.tools.inspect.ConvertedSet;

class ContactSheetTest {

  private static final int SIDE = 320;

  @TempDir Path folder;

  @Test
  void theFirstImagesAreInTheirPlaces() throws IOException {
    Path records = convert("annotated/bccd", CollectionFormat.VOC);
    Path file = folder.resolve("sheet.png");
    var sheet = ContactSheet.of(records.toString(), 5);
    assertThat(sheet.images()).isEqualTo(5);
    assertThat(sheet.missing()).isZero();
    sheet.save(file);
    var saved = ImageIO.read(file.toFile());
    assertThat(saved.getWidth()).isEqualTo(12 + 3 * (SIDE + 12));
    var painter = new ThumbnailPainter(SIDE, new Lettering(10));
    try (var reader = RecordReader.open(RecordFiles.find(records.toString()).get(0))) {
      reader.next();
      reader.next();
      var second = painter.paint(reader.record(), List.of()).picture();
      assertThat(second.getHeight()).isEqualTo(SIDE * 3 / 4);
      assertThat(pixels(saved.getSubimage(12 + SIDE + 12, 12, SIDE, second.getHeight())))
          .isEqualTo(pixels(second));
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(records, file);
    }
  }

  @Test
  void ofADamagedFileTheRecordsBeforeTheDamageAreDrawn() throws IOException {
    Path records = convert("photographs", CollectionFormat.FOLDER);
    Path shard = RecordFiles.find(records.toString()).get(0);
    long third;
    try (var reader = RecordReader.open(shard)) {
      reader.next();
      reader.next();
      reader.next();
      third = reader.offset();
    }
    byte[] bytes = Files.readAllBytes(shard);
    bytes[(int) third + 50] ^= 1;
    Files.write(shard, bytes);
    assertThat(ContactSheet.of(shard.toString(), 32).images()).isEqualTo(2);
    bytes[0] ^= 1;
    Files.write(shard, bytes);
    assertThatIOException()
        .isThrownBy(() -> ContactSheet.of(shard.toString(), 32))
        .withMessageStartingWith(shard + " has no readable record to draw");
  }

  @Test
  void columnsMakeItSomewhatWiderThanHigh() {
    assertThat(SheetLayout.columns(1)).isEqualTo(1);
    assertThat(SheetLayout.columns(7)).isEqualTo(4);
    assertThat(SheetLayout.columns(32)).isEqualTo(8);
    assertThat(SheetLayout.columns(ContactSheet.MOST_IMAGES)).isEqualTo(21);
  }

  private Path convert(String collection, CollectionFormat format) throws IOException {
    return ConvertedSet.convert(TestImages.path(collection), format, folder.resolve("records"));
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }
}
