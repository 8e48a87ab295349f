package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.scalingpatterns.storage.Checksum.Algorithm;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A checksum that is given is verified while the bytes stream, and one is kept with every object. */
public interface ChecksumContract extends StorageHarness {

    /** Algorithms and sizes; -1 is the large one. */
    static List<Arguments> algorithmsAndSizes() {
        return List.of(
                Arguments.of(Algorithm.CRC32C, 0),
                Arguments.of(Algorithm.CRC32C, 5_000),
                Arguments.of(Algorithm.CRC32C, -1),
                Arguments.of(Algorithm.SHA256, 0),
                Arguments.of(Algorithm.SHA256, 5_000),
                Arguments.of(Algorithm.SHA256, -1));
    }

    private byte[] bytes(int size) {
        return StorageHarness.bytes(size < 0 ? largeSize() : size, 21);
    }

    @ParameterizedTest
    @MethodSource("dev.scalingpatterns.storage.ChecksumContract#algorithmsAndSizes")
    default void aChecksumThatIsGivenIsKept(Algorithm algorithm, int size) {
        byte[] bytes = bytes(size);
        Checksum checksum = Checksum.of(algorithm, bytes);
        PutOptions options = PutOptions.defaults().withChecksum(checksum);
        assertThat(store().put("k", Content.of(bytes), options).checksum()).contains(checksum);
        assertThat(store().head("k").orElseThrow().checksum()).contains(checksum);
        try (ObjectWriter writer = store().writer("w", options)) {
            writer.write(bytes);
            assertThat(writer.commit().checksum()).contains(checksum);
        }
        assertThat(read("k")).isEqualTo(bytes);
        assertThat(read("w")).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("dev.scalingpatterns.storage.ChecksumContract#algorithmsAndSizes")
    default void bytesWithAnotherChecksumLeaveNothing(Algorithm algorithm, int size) {
        byte[] bytes = bytes(size);
        Checksum wrong = Checksum.of(algorithm, StorageHarness.bytes(77, 1));
        PutOptions options = PutOptions.defaults().withChecksum(wrong);
        put("old", "old bytes");
        ObjectInfo old = store().head("old").orElseThrow();
        for (String key : new String[] {"old", "new"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store().put(key, Content.of(bytes), options))
                    .withMessageContaining(key)
                    .withMessageContaining(wrong.toString())
                    .withMessageContaining("nothing was written");
            try (ObjectWriter writer = store().writer(key, options)) {
                writer.write(bytes);
                assertThatIllegalArgumentException().isThrownBy(writer::commit);
            }
        }
        assertThat(keys()).containsExactly("old");
        assertThat(store().head("old")).contains(old);
        assertThat(text("old")).isEqualTo("old bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_537, -1})
    default void withoutOneACrc32cIsKept(int size) {
        byte[] bytes = bytes(size);
        store().put("k", Content.of(bytes));
        Checksum checksum = Checksum.of(Algorithm.CRC32C, bytes);
        assertThat(store().head("k").orElseThrow().checksum()).contains(checksum);
        try (ObjectWriter writer = store().writer("w")) {
            writer.write(bytes);
            assertThat(writer.commit().checksum()).contains(checksum);
        }
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    default void aChecksumOfTheWrongFormIsRefused(Algorithm algorithm) {
        for (String digits : new String[] {"", "0", "XYZ", "E3069283", "g".repeat(64), "0".repeat(66)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Checksum(algorithm, digits))
                    .withMessageContaining("lower-case hexadecimal digits");
        }
    }
}
