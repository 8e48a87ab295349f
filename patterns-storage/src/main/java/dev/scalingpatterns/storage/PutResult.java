package dev.scalingpatterns.storage;

import java.util.Objects;
import java.util.Optional;

/**
 * What was stored.
 *
 * @param size the number of bytes
 * @param etag the entity tag, for {@link Condition#ifMatch}
 * @param checksum of the bytes: the caller's where one was given, else CRC32C; empty only for the copy of what another
 *     program stored without one
 */
public record PutResult(long size, String etag, Optional<Checksum> checksum) {

    /** Checks the values. */
    public PutResult {
        EntityTags.require(etag);
        Objects.requireNonNull(checksum, "checksum");
    }
}
