package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads stream one version, whole or a range of it. */
public interface ReadContract extends StorageHarness {

    @Test
    default void whatIsAbsentIsEmpty() {
        assertThat(store().get("k")).isEmpty();
        assertThat(store().get("k", ByteRange.from(5))).isEmpty();
        assertThat(store().head("k")).isEmpty();
    }

    /** Ranges, the size of the object, and the bytes they mean: from (inclusive) and to (exclusive). */
    static List<Arguments> ranges() {
        return List.of(
                Arguments.of(ByteRange.all(), 10, 0, 10),
                Arguments.of(ByteRange.from(0), 10, 0, 10),
                Arguments.of(ByteRange.from(3), 10, 3, 10),
                Arguments.of(ByteRange.from(9), 10, 9, 10),
                Arguments.of(ByteRange.from(10), 10, 10, 10),
                Arguments.of(ByteRange.from(11), 10, 10, 10),
                Arguments.of(ByteRange.from(Long.MAX_VALUE), 10, 10, 10),
                Arguments.of(ByteRange.of(0, 1), 10, 0, 1),
                Arguments.of(ByteRange.of(0, 10), 10, 0, 10),
                Arguments.of(ByteRange.of(2, 5), 10, 2, 7),
                Arguments.of(ByteRange.of(8, 5), 10, 8, 10),
                Arguments.of(ByteRange.of(10, 1), 10, 10, 10),
                Arguments.of(ByteRange.of(99, 1), 10, 10, 10),
                Arguments.of(ByteRange.of(5, Long.MAX_VALUE), 10, 5, 10),
                Arguments.of(ByteRange.last(1), 10, 9, 10),
                Arguments.of(ByteRange.last(10), 10, 0, 10),
                Arguments.of(ByteRange.last(11), 10, 0, 10),
                Arguments.of(ByteRange.last(Long.MAX_VALUE), 10, 0, 10),
                Arguments.of(ByteRange.all(), 0, 0, 0),
                Arguments.of(ByteRange.from(0), 0, 0, 0),
                Arguments.of(ByteRange.from(1), 0, 0, 0),
                Arguments.of(ByteRange.of(0, 1), 0, 0, 0),
                Arguments.of(ByteRange.last(1), 0, 0, 0),
                Arguments.of(ByteRange.of(262_143, 2), 600_000, 262_143, 262_145),
                Arguments.of(ByteRange.of(100_000, 450_000), 600_000, 100_000, 550_000),
                Arguments.of(ByteRange.last(400_000), 600_000, 200_000, 600_000));
    }

    @ParameterizedTest
    @MethodSource("dev.scalingpatterns.storage.ReadContract#ranges")
    default void aRangeMeansThoseOfItsBytesThatTheObjectHas(ByteRange range, int size, int from, int to) {
        byte[] bytes = StorageHarness.bytes(size, 31);
        store().put("k", Content.of(bytes));
        try (ObjectReader reader = store().get("k", range).orElseThrow()) {
            assertThat(reader.offset()).isEqualTo(from);
            assertThat(reader.length()).isEqualTo(to - from);
            assertThat(reader.info()).isEqualTo(store().head("k").orElseThrow());
            assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, from, to));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    default void aRangeThatMakesNoSenseIsRefused(long negative) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteRange.from(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> ByteRange.of(negative, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ByteRange.of(0, negative));
        assertThatIllegalArgumentException().isThrownBy(() -> ByteRange.last(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> ByteRange.of(0, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteRange.last(0))
                .withMessageContaining("1 byte or more");
    }

    @Test
    default void everyWayToReadGivesTheSameBytes() throws IOException {
        byte[] bytes = StorageHarness.bytes(70_000, 33);
        store().put("k", Content.of(bytes));
        ByteArrayOutputStream single = new ByteArrayOutputStream();
        ByteArrayOutputStream moved = new ByteArrayOutputStream();
        try (ObjectReader reader = store().get("k").orElseThrow()) {
            for (int b = reader.read(); b >= 0; b = reader.read()) {
                single.write(b);
            }
            assertThat(reader.read()).isEqualTo(-1);
            assertThat(reader.read(new byte[5])).isEqualTo(-1);
            assertThat(reader.read(new byte[0])).isZero();
        }
        assertThat(single.toByteArray()).isEqualTo(bytes);
        try (ObjectReader reader = store().get("k").orElseThrow()) {
            assertThat(reader.transferTo(moved)).isEqualTo(bytes.length);
        }
        assertThat(moved.toByteArray()).isEqualTo(bytes);
        try (ObjectReader reader = store().get("k").orElseThrow()) {
            assertThat(reader.available()).isBetween(0, bytes.length);
            assertThat(reader.readNBytes(10)).isEqualTo(Arrays.copyOf(bytes, 10));
            reader.skipNBytes(60_000);
            assertThat(reader.readNBytes(100_000)).isEqualTo(Arrays.copyOfRange(bytes, 60_010, bytes.length));
            assertThat(reader.readNBytes(1)).isEmpty();
            assertThat(reader.skip(1)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    default void aReaderStaysWithTheVersionItBeganWith(boolean deleted) {
        byte[] first = StorageHarness.bytes(largeSize(), 41);
        store().put("k", Content.of(first), PutOptions.defaults().withUser("version", "first"));
        try (ObjectReader reader = store().get("k").orElseThrow()) {
            byte[] beginning = reader.readNBytes(1_000);
            if (deleted) {
                store().delete("k");
            } else {
                store().put("k", Content.of(StorageHarness.bytes(largeSize() + 5, 42)));
            }
            byte[] rest = reader.readNBytes(first.length);
            assertThat(beginning).isEqualTo(Arrays.copyOf(first, 1_000));
            assertThat(rest).isEqualTo(Arrays.copyOfRange(first, 1_000, first.length));
            assertThat(reader.info().metadata().user()).containsEntry("version", "first");
        }
    }

    @Test
    default void manyReadersDoNotDisturbEachOther() {
        put("k", "0123456789");
        try (ObjectReader one = store().get("k").orElseThrow();
                ObjectReader two = store().get("k").orElseThrow()) {
            assertThat(one.readNBytes(4)).isEqualTo("0123".getBytes(StandardCharsets.US_ASCII));
            assertThat(two.readNBytes(6)).isEqualTo("012345".getBytes(StandardCharsets.US_ASCII));
            assertThat(one.readNBytes(4)).isEqualTo("4567".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    default void aClosedReaderIsRefused() throws IOException {
        put("k", "text");
        ObjectReader reader = store().get("k").orElseThrow();
        reader.close();
        reader.close();
        assertThatIllegalStateException().isThrownBy(reader::read).withMessageContaining("ObjectReader is closed");
        assertThatIllegalStateException().isThrownBy(() -> reader.skip(1));
        assertThatIllegalStateException().isThrownBy(reader::available);
        assertThat(text("k")).isEqualTo("text");
    }

    @Test
    default void readingAllClosesTheReader() {
        put("k", "text");
        ObjectReader reader = store().get("k").orElseThrow();
        assertThat(reader.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("text");
        assertThatIllegalStateException().isThrownBy(reader::read);
    }
}
