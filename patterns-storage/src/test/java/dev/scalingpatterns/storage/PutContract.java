package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is put is what is read, from every kind of source. */
public interface PutContract extends StorageHarness {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_095, 4_096, 65_535, 65_536, 65_537, 262_144, 262_145, -1})
    default void bytesComeBackAsTheyWere(int size) {
        byte[] bytes = StorageHarness.bytes(size < 0 ? largeSize() : size, size);
        PutResult result = store().put("k", Content.of(bytes));
        assertThat(read("k")).isEqualTo(bytes);
        assertThat(result.size()).isEqualTo(bytes.length);
        assertThat(store().head("k")).map(ObjectInfo::size).contains((long) bytes.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70_000, -1})
    default void everyKindOfContentIsTaken(int asked, @TempDir Path folder) throws IOException {
        byte[] bytes = StorageHarness.bytes(asked < 0 ? largeSize() : asked, 7);
        Path file = Files.write(folder.resolve("file"), bytes);
        byte[] around = new byte[bytes.length + 20];
        System.arraycopy(bytes, 0, around, 10, bytes.length);
        List<Content> contents = List.of(
                Content.of(bytes),
                Content.of(around, 10, bytes.length),
                Content.of(file),
                Content.of(() -> new ByteArrayInputStream(bytes)),
                Content.of(() -> new ByteArrayInputStream(bytes), bytes.length),
                Content.once(new ByteArrayInputStream(bytes)),
                Content.once(new ByteArrayInputStream(bytes), bytes.length),
                Content.once(new Trickle(bytes)),
                Content.once(new Trickle(bytes), bytes.length));
        for (int i = 0; i < contents.size(); i++) {
            PutResult result = store().put("k" + i, contents.get(i));
            assertThat(read("k" + i)).as("content %s", i).isEqualTo(bytes);
            assertThat(result.size()).isEqualTo(bytes.length);
        }
    }

    /** A stream that gives few bytes at a time, as a network does. */
    final class Trickle extends ByteArrayInputStream {

        /** Over these bytes. */
        public Trickle(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + pos % 8_191));
        }
    }

    @Test
    default void aPutTakesThePlaceOfTheWholeObject() {
        put("k", "a long text that is there first");
        put("k", "short");
        assertThat(text("k")).isEqualTo("short");
        put("k", "");
        assertThat(text("k")).isEmpty();
        assertThat(keys()).containsExactly("k");
    }

    @Test
    default void whileAnObjectIsOnItsWayReadersSeeTheOldOne() {
        PutOptions options = PutOptions.defaults().withUser("version", "old");
        store().put("k", Content.ofUtf8("old bytes"), options);
        ObjectInfo old = store().head("k").orElseThrow();
        byte[] bytes = StorageHarness.bytes(largeSize(), 9);
        AtomicInteger looked = new AtomicInteger();
        Content content = Content.of(() -> new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                assertThat(store().head("k")).contains(old);
                assertThat(text("k")).isEqualTo("old bytes");
                assertThat(keys()).containsExactly("k");
                looked.incrementAndGet();
                return super.read(target, offset, Math.min(length, 1 + bytes.length / 7));
            }
        });
        store().put("k", content);
        assertThat(looked).hasValueGreaterThan(7);
        assertThat(read("k")).isEqualTo(bytes);
    }

    @Test
    default void theResultIsWhatHeadTells() {
        PutResult result = put("k", "text");
        ObjectInfo info = store().head("k").orElseThrow();
        assertThat(result.etag()).isEqualTo(info.etag());
        assertThat(result.size()).isEqualTo(info.size());
        assertThat(result.checksum()).isEqualTo(info.checksum()).isPresent();
    }

    @Test
    default void theBytesAreTheStoresOwnOnceTheyAreStored() {
        byte[] bytes = {1, 2, 3};
        store().put("k", Content.of(bytes));
        Arrays.fill(bytes, (byte) 9);
        byte[] first = read("k");
        assertThat(first).containsExactly(1, 2, 3);
        Arrays.fill(first, (byte) 9);
        assertThat(read("k")).containsExactly(1, 2, 3);
    }

    @Test
    default void aContentIsClosedAfterItWasRead() {
        AtomicInteger open = new AtomicInteger();
        Content content = Content.of(() -> counted(new byte[] {1, 2, 3}, open));
        store().put("k", content);
        assertThat(open).hasValue(0);
        assertThat(read("k")).containsExactly(1, 2, 3);
    }

    /** A stream that counts itself while it is open. */
    static InputStream counted(byte[] bytes, AtomicInteger open) {
        open.incrementAndGet();
        return new ByteArrayInputStream(bytes) {
            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }

    @Test
    default void aContentThatCanBeReadOnceIsStoredOnce() {
        Content once = Content.once(new ByteArrayInputStream(new byte[] {1, 2, 3}));
        store().put("k", once);
        assertThatIllegalStateException()
                .isThrownBy(() -> store().put("k", once))
                .withMessageContaining("can be read once");
        assertThat(read("k")).containsExactly(1, 2, 3);
    }

    @Test
    default void progressGrowsToTheSize() {
        byte[] bytes = StorageHarness.bytes(largeSize(), 3);
        List<Long> told = new ArrayList<>();
        store().put("k", Content.of(bytes), PutOptions.defaults().withProgress(told::add));
        assertThat(told).isSorted().doesNotHaveDuplicates().endsWith((long) bytes.length);
        assertThat(told).hasSizeGreaterThanOrEqualTo(bytes.length / 65_536);
    }

    @Test
    default void aProgressThatThrowsHarmsNothing() {
        PutOptions options = PutOptions.defaults().withProgress(bytes -> {
            throw new IllegalStateException("broken progress bar");
        });
        store().put("k", Content.ofUtf8("text"), options);
        assertThat(text("k")).isEqualTo("text");
    }
}
