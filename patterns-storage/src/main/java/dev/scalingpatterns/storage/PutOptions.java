package dev.scalingpatterns.storage;

import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * How an object is stored: {@code PutOptions.defaults().withContentType("image/jpeg")}. Immutable: each method gives a
 * new value.
 */
public final class PutOptions {

    private static final PutOptions DEFAULTS = new PutOptions(ObjectMetadata.none(), Optional.empty(), bytes -> {});

    private final ObjectMetadata metadata;
    private final Optional<Checksum> checksum;
    private final LongConsumer progress;

    private PutOptions(ObjectMetadata metadata, Optional<Checksum> checksum, LongConsumer progress) {
        this.metadata = metadata;
        this.checksum = checksum;
        this.progress = progress;
    }

    /** {@link ObjectMetadata#none}, no checksum expected, no progress told. */
    public static PutOptions defaults() {
        return DEFAULTS;
    }

    /** All metadata at once. Default: {@link ObjectMetadata#none}. */
    public PutOptions withMetadata(ObjectMetadata all) {
        return new PutOptions(Objects.requireNonNull(all, "metadata"), checksum, progress);
    }

    /**
     * The media type. Default: {@link ObjectMetadata#DEFAULT_CONTENT_TYPE}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public PutOptions withContentType(String mediaType) {
        return withMetadata(metadata.withContentType(mediaType));
    }

    /**
     * For those who serve the object. Default: none.
     *
     * @throws IllegalArgumentException if it is not allowed, see {@link ObjectMetadata}
     */
    public PutOptions withCacheControl(String header) {
        return withMetadata(metadata.withCacheControl(header));
    }

    /**
     * A value of the application's own. Default: none.
     *
     * @throws IllegalArgumentException if name or value is not allowed, see {@link ObjectMetadata}
     */
    public PutOptions withUser(String name, String value) {
        return withMetadata(metadata.withUser(name, value));
    }

    /**
     * What the bytes must have. It is verified while they stream and kept with the object; bytes that do not have it
     * leave nothing. Default: none is expected, and CRC32C is kept.
     */
    public PutOptions withChecksum(Checksum expected) {
        return new PutOptions(metadata, Optional.of(expected), progress);
    }

    /**
     * Is told how many bytes the store has taken so far, by the thread that writes, after each piece of at most 64 KiB of a
     * content or each call of a writer. That all were taken does not mean that the object is published. One that throws
     * harms nothing. Default: nobody.
     */
    public PutOptions withProgress(LongConsumer bytesSoFar) {
        return new PutOptions(metadata, checksum, Objects.requireNonNull(bytesSoFar, "progress"));
    }

    /** What is stored with the bytes. */
    public ObjectMetadata metadata() {
        return metadata;
    }

    /** What the bytes must have. */
    public Optional<Checksum> checksum() {
        return checksum;
    }

    /** Who is told of the progress. */
    public LongConsumer progress() {
        return progress;
    }
}
