package org.tfpipeline.tfrecords;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.BaseEncoding;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedCrc32cTest {

  /** RFC 3720, appendix B.4: 32 bytes of data, and their CRC-32C. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000000000000000000000000000000000000000000000000000, 8a9136aa",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 62a8ab43",
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 46dd794e",
    "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100, 113fdb5c"
  })
  void isTheChecksumOfTheRfcMasked(String data, String crc) {
    byte[] bytes = BaseEncoding.base16().lowerCase().decode(data);
    int expected = Integer.parseUnsignedInt(crc, 16);
    int masked = ((expected >>> 15) | (expected << 17)) + 0xa282ead8;
    assertThat(MaskedCrc32c.of(bytes)).isEqualTo(masked);
  }

  /** The first header and footer of a file that Python's TensorFlow wrote. */
  @Test
  void isWhatTensorFlowWrites() {
    assertThat(MaskedCrc32c.of(new byte[Long.BYTES])).isEqualTo(0x07980329);
    assertThat(MaskedCrc32c.of(new byte[0])).isEqualTo(0xa282ead8);
  }

  @Test
  void takesARange() {
    byte[] bytes = {9, 1, 2, 3, 9};
    assertThat(MaskedCrc32c.of(bytes, 1, 3))
        .isEqualTo(MaskedCrc32c.of(Arrays.copyOfRange(bytes, 1, 4)))
        .isNotEqualTo(MaskedCrc32c.of(bytes));
  }
}
