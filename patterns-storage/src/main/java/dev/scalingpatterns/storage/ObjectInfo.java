package dev.scalingpatterns.storage;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known about an object.
 *
 * @param key the key
 * @param size the number of bytes
 * @param etag the entity tag: opaque and strong. The same tag means the same bytes; it changes whenever the bytes do
 * @param lastModified when this version was published, by the backend's clock, in whole seconds
 * @param metadata what was given with the object
 * @param checksum of the bytes; empty only for what another program stored without one
 */
public record ObjectInfo(
        String key,
        long size,
        String etag,
        Instant lastModified,
        ObjectMetadata metadata,
        Optional<Checksum> checksum) {

    /** Checks the values. */
    public ObjectInfo {
        Objects.requireNonNull(key, "key");
        EntityTags.require(etag);
        Objects.requireNonNull(lastModified, "lastModified");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(checksum, "checksum");
    }
}
