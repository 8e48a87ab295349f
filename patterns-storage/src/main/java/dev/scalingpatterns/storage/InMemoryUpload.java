package dev.scalingpatterns.storage;

import dev.scalingpatterns.storage.spi.Upload;

/** Bytes that wait to be published; their room is taken as they come. */
final class InMemoryUpload implements Upload {

    private final InMemoryDriver driver;
    private final String key;
    private final ObjectMetadata metadata;
    private final Chunks.Builder chunks = new Chunks.Builder();
    private long reserved;

    InMemoryUpload(InMemoryDriver driver, String key, ObjectMetadata metadata) {
        this.driver = driver;
        this.key = key;
        this.metadata = metadata;
    }

    @Override
    public void append(byte[] bytes, int offset, int length) {
        driver.reserve("storage.put", key, length);
        reserved += length;
        chunks.append(bytes, offset, length);
    }

    @Override
    public PutResult publish(Condition condition, Checksum checksum) {
        PutResult result = driver.publish("storage.put", key, metadata, checksum, chunks.build(), condition);
        reserved = 0; // it is the version's now
        return result;
    }

    @Override
    public void abort() {
        driver.release(reserved);
        reserved = 0;
    }
}
