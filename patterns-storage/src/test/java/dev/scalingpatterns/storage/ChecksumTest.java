package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.scalingpatterns.storage.Checksum.Algorithm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChecksumTest {

    private static final byte[] DIGITS = "123456789".getBytes(StandardCharsets.US_ASCII);

    @Test
    void theAlgorithmsGiveTheirPublishedValues() {
        assertThat(Checksum.of(Algorithm.CRC32C, DIGITS)).hasToString("crc32c:e3069283");
        assertThat(Checksum.of(Algorithm.CRC32C, new byte[0]).hex()).isEqualTo("00000000");
        assertThat(Checksum.of(Algorithm.SHA256, "abc".getBytes(StandardCharsets.US_ASCII))
                        .hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void aContentHasTheChecksumOfItsBytes() {
        for (Algorithm algorithm : Algorithm.values()) {
            byte[] bytes = StorageHarness.bytes(200_000, 1);
            assertThat(Checksum.of(algorithm, Content.of(bytes))).isEqualTo(Checksum.of(algorithm, bytes));
        }
        IOException cut = new IOException("cut");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Checksum.of(Algorithm.CRC32C, Content.once(StorageHarness.failing(DIGITS, 3, cut))))
                .withCause(cut);
    }

    @Test
    void base64IsTheOtherForm() {
        Checksum checksum = Checksum.of(Algorithm.CRC32C, DIGITS);
        assertThat(checksum.base64()).isEqualTo("4waSgw==");
        assertThat(Checksum.ofBase64(Algorithm.CRC32C, "4waSgw==")).isEqualTo(checksum);
        assertThatIllegalArgumentException().isThrownBy(() -> Checksum.ofBase64(Algorithm.CRC32C, "not base64!"));
        assertThatIllegalArgumentException().isThrownBy(() -> Checksum.ofBase64(Algorithm.SHA256, "4waSgw=="));
    }
}
