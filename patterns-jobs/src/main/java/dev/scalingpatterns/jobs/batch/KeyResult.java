package dev.scalingpatterns.jobs.batch;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of one key of a batch: a value, nothing there, or a failure of this key alone.
 *
 * @param <V> the value
 */
public sealed interface KeyResult<V> {

    /**
     * There is a value.
     *
     * @param <V> the value
     * @param value the value
     */
    record Found<V>(V value) implements KeyResult<V> {

        /** Refuses null. */
        public Found {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * The batch function answered, and there is nothing for this key.
     *
     * @param <V> the value that is not there
     */
    record Missing<V>() implements KeyResult<V> {}

    /**
     * The key could not be loaded.
     *
     * @param <V> the value that was asked for
     * @param cause why
     */
    record Failed<V>(Throwable cause) implements KeyResult<V> {

        /** Refuses null. */
        public Failed {
            Objects.requireNonNull(cause, "cause");
        }
    }

    /** A value. */
    static <V> KeyResult<V> found(V value) {
        return new Found<>(value);
    }

    /** Nothing there. */
    static <V> KeyResult<V> missing() {
        return new Missing<>();
    }

    /** A failure of this key. */
    static <V> KeyResult<V> failed(Throwable cause) {
        return new Failed<>(cause);
    }

    /** The value, if there is one; empty when missing and when failed. */
    default Optional<V> toOptional() {
        return this instanceof Found<V> found ? Optional.of(found.value()) : Optional.empty();
    }
}
