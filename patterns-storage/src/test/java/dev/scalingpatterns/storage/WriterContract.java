package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.ConflictException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A writer publishes on commit alone. */
public interface WriterContract extends StorageHarness {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_096, 262_144, 262_145, -1})
    default void whatIsCommittedIsThere(int asked) {
        byte[] bytes = StorageHarness.bytes(asked < 0 ? largeSize() : asked, 51);
        Random random = new Random(asked);
        try (ObjectWriter writer = store().writer("k", PutOptions.defaults().withMetadata(MetadataContract.full()))) {
            int from = 0;
            while (from < bytes.length) {
                int n = Math.min(bytes.length - from, 1 + random.nextInt(100_000));
                writer.write(bytes, from, n);
                from += n;
                assertThat(writer.size()).isEqualTo(from);
            }
            PutResult result = writer.commit();
            assertThat(result.size()).isEqualTo(bytes.length);
            assertThat(store().head("k")).map(ObjectInfo::etag).contains(result.etag());
        }
        assertThat(read("k")).isEqualTo(bytes);
        assertThat(store().head("k")).map(ObjectInfo::metadata).contains(MetadataContract.full());
    }

    @Test
    default void nothingIsSeenBeforeTheCommit() {
        try (ObjectWriter writer = store().writer("k")) {
            writer.write(StorageHarness.bytes(largeSize(), 52));
            writer.flush();
            assertThat(store().head("k")).isEmpty();
            assertThat(store().get("k")).isEmpty();
            assertThat(keys()).isEmpty();
            writer.commit();
            assertThat(keys()).containsExactly("k");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70_000, -1})
    default void closedWithoutACommitNothingWasWritten(int asked) {
        put("old", "old bytes");
        ObjectInfo old = store().head("old").orElseThrow();
        for (String key : new String[] {"old", "new"}) {
            try (ObjectWriter writer = store().writer(key)) {
                writer.write(StorageHarness.bytes(asked < 0 ? largeSize() : asked, 53));
            }
        }
        assertThat(keys()).containsExactly("old");
        assertThat(store().head("old")).contains(old);
        assertThat(text("old")).isEqualTo("old bytes");
    }

    @Test
    default void anExceptionThatLeavesTheBlockPublishesNothing() {
        put("k", "old bytes");
        RuntimeException bug = new UnsupportedOperationException("while the report was made");
        assertThatThrownBy(() -> {
                    try (ObjectWriter writer = store().writer("k")) {
                        writer.write(StorageHarness.bytes(largeSize(), 54));
                        throw bug;
                    }
                })
                .isSameAs(bug);
        assertThat(text("k")).isEqualTo("old bytes");
    }

    @Test
    default void closingAStreamAroundItIsNoCommit() throws IOException {
        try (ObjectWriter writer = store().writer("k");
                Writer text = new BufferedWriter(new OutputStreamWriter(writer, StandardCharsets.UTF_8))) {
            text.write("a report");
        }
        assertThat(keys()).isEmpty();
        try (ObjectWriter writer = store().writer("k")) {
            Writer text = new BufferedWriter(new OutputStreamWriter(writer, StandardCharsets.UTF_8));
            text.write("a report");
            text.flush();
            writer.commit();
        }
        assertThat(text("k")).isEqualTo("a report");
    }

    @Test
    default void aWriterIsCommittedOnce() {
        ObjectWriter writer = store().writer("k");
        writer.write('a');
        writer.commit();
        assertThatIllegalStateException().isThrownBy(writer::commit).withMessageContaining("committed already");
        assertThatIllegalStateException().isThrownBy(() -> writer.write('b'));
        writer.close();
        writer.close();
        assertThat(text("k")).isEqualTo("a");
    }

    @Test
    default void aClosedWriterIsRefused() {
        ObjectWriter writer = store().writer("k");
        writer.write('a');
        writer.close();
        writer.close();
        assertThatIllegalStateException().isThrownBy(writer::commit).withMessageContaining("is closed");
        assertThatIllegalStateException().isThrownBy(() -> writer.write('b'));
        assertThat(keys()).isEmpty();
    }

    @Test
    default void aWriterWhoseCommitFailedHasGivenUp() {
        put("k", "old bytes");
        try (ObjectWriter writer = store().writer("k")) {
            writer.write('a');
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> writer.commit(Condition.ifAbsent()))
                    .withMessageContaining("k: there is an object already");
            assertThatIllegalStateException().isThrownBy(writer::commit).withMessageContaining("has failed before");
            assertThatIllegalStateException().isThrownBy(() -> writer.write('b'));
        }
        assertThat(text("k")).isEqualTo("old bytes");
    }

    @Test
    default void aWriterWhoseWriteFailedHasGivenUp() {
        put("k", "old bytes");
        try (ObjectWriter writer = store().writer("k")) {
            writer.write('a');
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> writer.write(new byte[3], 2, 2));
            assertThatIllegalStateException().isThrownBy(writer::commit).withMessageContaining("has failed before");
            assertThatIllegalStateException().isThrownBy(() -> writer.write('b'));
        }
        assertThat(text("k")).isEqualTo("old bytes");
    }

    @Test
    default void theConditionCountsAtTheCommit() {
        String etag = put("k", "first").etag();
        try (ObjectWriter writer = store().writer("k")) {
            writer.write('a');
            put("k", "second");
            assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> writer.commit(Condition.ifMatch(etag)));
        }
        assertThat(text("k")).isEqualTo("second");
    }

    @Test
    default void ofTwoWritersTheLastToCommitIsThereWhole() {
        byte[] first = StorageHarness.bytes(300_000, 55);
        byte[] second = StorageHarness.bytes(200_000, 56);
        try (ObjectWriter one = store().writer("k");
                ObjectWriter two = store().writer("k")) {
            one.write(first, 0, 100_000);
            two.write(second);
            one.write(first, 100_000, 200_000);
            two.commit();
            assertThat(read("k")).isEqualTo(second);
            one.commit();
            assertThat(read("k")).isEqualTo(first);
        }
    }

    @Test
    default void theArrayIsTheCallersAgainAfterAWrite() {
        byte[] buffer = new byte[100];
        try (ObjectWriter writer = store().writer("k")) {
            for (int i = 0; i < 3; i++) {
                Arrays.fill(buffer, (byte) i);
                writer.write(buffer);
            }
            Arrays.fill(buffer, (byte) 9);
            writer.commit();
        }
        byte[] expected = new byte[300];
        Arrays.fill(expected, 100, 200, (byte) 1);
        Arrays.fill(expected, 200, 300, (byte) 2);
        assertThat(read("k")).isEqualTo(expected);
    }

    @Test
    default void aWriterTellsItsProgress() {
        List<Long> told = new ArrayList<>();
        try (ObjectWriter writer = store().writer("k", PutOptions.defaults().withProgress(told::add))) {
            writer.write(new byte[10]);
            writer.write(new byte[0]);
            writer.write(7);
            assertThat(told).containsExactly(10L, 11L);
            writer.commit();
        }
        assertThat(told).containsExactly(10L, 11L);
    }
}
