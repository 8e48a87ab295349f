package dev.scalingpatterns.storage;

import java.util.Objects;

/** What all stores can be told alike. Immutable: each method gives a new value. */
public final class StorageOptions {

    private static final StorageOptions DEFAULTS = new StorageOptions(new StorageListener() {}, 3);

    private final StorageListener listener;
    private final int readResumes;

    private StorageOptions(StorageListener listener, int readResumes) {
        this.listener = listener;
        this.readResumes = readResumes;
    }

    /** A listener that does nothing; a read that breaks off is resumed up to three times in a row. */
    public static StorageOptions defaults() {
        return DEFAULTS;
    }

    /** Who is told what the store does. Default: nobody. */
    public StorageOptions withListener(StorageListener told) {
        return new StorageOptions(Objects.requireNonNull(told, "listener"), readResumes);
    }

    /**
     * How often bytes that break off are fetched again without a byte in between before the reader gives up. Default: 3.
     *
     * @param times 0 to 100
     * @throws IllegalArgumentException if it is not
     */
    public StorageOptions withReadResumes(int times) {
        if (times < 0 || times > 100) {
            throw new IllegalArgumentException("a read is resumed 0 to 100 times in a row, not " + times);
        }
        return new StorageOptions(listener, times);
    }

    /** Who is told what the store does. */
    public StorageListener listener() {
        return listener;
    }

    /** How often a read is resumed. */
    public int readResumes() {
        return readResumes;
    }
}
