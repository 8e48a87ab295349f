package dev.scalingpatterns.concurrency;

import java.time.Duration;
import java.util.Objects;

/**
 * What every {@link IdempotentCalls} can be told. Immutable; each method answers with a changed copy.
 *
 * @param lease how long a body may run before another caller takes over
 * @param retention how long a result is kept
 * @param patience how long a caller waits for another's result
 * @param storeFailures whether what a body throws uses its key up
 * @param listener is told what happens
 */
public record CallOptions(
        Duration lease, Duration retention, Duration patience, boolean storeFailures, CallListener listener) {

    private static final CallOptions DEFAULTS =
            new CallOptions(Duration.ofMinutes(1), Duration.ofDays(1), Duration.ofSeconds(5), false, CallListener.NONE);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if lease or retention is not positive, patience is negative, or results are kept
     *     for a shorter time than a body may run
     */
    public CallOptions {
        Checks.positive(lease, "lease");
        Checks.positive(retention, "retention");
        Checks.notNegative(patience, "patience");
        Objects.requireNonNull(listener, "listener");
        if (retention.compareTo(lease) < 0) {
            throw new IllegalArgumentException(
                    "the retention, " + retention + ", is shorter than the lease, " + lease + "; choose a longer one");
        }
    }

    /** Lease 1 minute, retention 1 day, patience 5 seconds, failures not stored, no listener. */
    public static CallOptions defaults() {
        return DEFAULTS;
    }

    /**
     * How long a body may run before its caller is taken for dead; 1 minute by default. Choose more than the longest call:
     * one that takes longer may run twice at the same time. Not for {@link TransactionalCalls#runInTransaction}, where
     * the database notices.
     */
    public CallOptions withLease(Duration time) {
        return new CallOptions(time, retention, patience, storeFailures, listener);
    }

    /** How long a result is given to retries; 1 day by default. Choose more than the longest time a client retries. */
    public CallOptions withRetention(Duration time) {
        return new CallOptions(lease, time, patience, storeFailures, listener);
    }

    /** How long a caller waits for another one with the same key; 5 seconds by default, zero to be told at once. */
    public CallOptions withPatience(Duration time) {
        return new CallOptions(lease, retention, time, storeFailures, listener);
    }

    /**
     * Whether an exception of a body is final: later callers get a {@link CallFailedException} and the body does not run
     * again. False by default: a failure frees the key.
     */
    public CallOptions withStoreFailures(boolean stored) {
        return new CallOptions(lease, retention, patience, stored, listener);
    }

    /** Who is told what happens; nobody by default. */
    public CallOptions withListener(CallListener told) {
        return new CallOptions(lease, retention, patience, storeFailures, told);
    }
}
