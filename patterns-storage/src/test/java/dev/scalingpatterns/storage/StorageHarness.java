package dev.scalingpatterns.storage;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What the contract asks of a store under test, and small help for its tests. */
public interface StorageHarness {

    /** The store under test: the same through one test, new and empty for the next. */
    ObjectStore store();

    /** Closes what {@link #store} stands on. */
    void closeStore();

    /** Lets the backend's clock go on by so much: a test's clock is set, a real one is waited for. */
    void pass(Duration duration);

    /** A step that the backend's clock can tell apart: its times are whole seconds. */
    default Duration tick() {
        return Duration.ofSeconds(1);
    }

    /** The longest key, in bytes; less where the store is a view under a prefix. */
    default int maxKeyBytes() {
        return ObjectKeys.MAX_BYTES;
    }

    /** A size that the backend keeps in several pieces. */
    default int largeSize() {
        return 1_000_003;
    }

    /** How often threads race for one key. */
    default int raceRounds() {
        return 2_000;
    }

    /** Bytes that differ from seed to seed. */
    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A stream that fails after some bytes, or when closed. */
    static InputStream failing(byte[] bytes, int after, IOException failure) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            private int left = after;

            @Override
            public int read() throws IOException {
                if (left == 0) {
                    throw failure;
                }
                left--;
                return super.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (left == 0) {
                    throw failure;
                }
                int n = super.read(target, offset, Math.min(length, left));
                left -= Math.max(n, 0);
                return n;
            }
        };
    }

    /** Stores a text. */
    default PutResult put(String key, String text) {
        return store().put(key, Content.ofUtf8(text));
    }

    /** The text of an object that must be there. */
    default String text(String key) {
        return new String(read(key), StandardCharsets.UTF_8);
    }

    /** The bytes of an object that must be there. */
    default byte[] read(String key) {
        return store().get(key)
                .map(ObjectReader::readAllBytes)
                .orElseThrow(() -> new AssertionError("there is no object " + key));
    }

    /** The keys of all objects. */
    default List<String> keys() {
        return store().list().keys().toList();
    }

    /** The names that a listing gives. */
    default List<String> names(ListOptions options) {
        return store().list(options).stream().map(ListEntry::name).toList();
    }
}
