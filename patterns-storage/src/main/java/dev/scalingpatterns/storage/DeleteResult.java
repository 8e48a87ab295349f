package dev.scalingpatterns.storage;

import dev.scalingpatterns.core.PatternsException;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one key of {@link ObjectStore#deleteAll}.
 *
 * @param key the key
 * @param failure why it was not removed; empty if it was, or was absent
 */
public record DeleteResult(String key, Optional<PatternsException> failure) {

    /** Checks the values. */
    public DeleteResult {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(failure, "failure");
    }

    /** Whether the object is gone. */
    public boolean deleted() {
        return failure.isEmpty();
    }
}
