package dev.scalingpatterns.concurrency;

import java.util.Objects;

/**
 * A value and the version under which it is stored.
 *
 * @param value the value
 * @param version greater than any version its key had before, also before a deletion
 * @param <V> the value's type
 */
public record Versioned<V>(V value, long version) {

    /** Refuses null. */
    public Versioned {
        Objects.requireNonNull(value, "value");
    }
}
