package dev.scalingpatterns.concurrency;

import java.time.Duration;
import java.util.Objects;

/**
 * What every {@link Transactor} can be told. Immutable; each method answers with a changed copy.
 *
 * @param timeout the time for a transaction with all its attempts, unless its definition says otherwise
 * @param maxAttempts how often a body is run at most
 * @param listener is told what happens
 */
public record TransactorOptions(Duration timeout, int maxAttempts, TransactorListener listener) {

    private static final TransactorOptions DEFAULTS =
            new TransactorOptions(Duration.ofSeconds(10), 50, TransactorListener.NONE);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the timeout is not positive or there is no attempt
     */
    public TransactorOptions {
        Checks.positive(timeout, "timeout");
        Checks.atLeast(maxAttempts, 1, "maxAttempts");
        Objects.requireNonNull(listener, "listener");
    }

    /** 10 seconds, 50 attempts, no listener. */
    public static TransactorOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The time for a transaction with all its attempts; 10 seconds by default.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public TransactorOptions withTimeout(Duration limit) {
        return new TransactorOptions(limit, maxAttempts, listener);
    }

    /**
     * How often a body is run at most; 50 by default. With pauses of full jitter, 2 ms to 250 ms, the timeout ends a run
     * of conflicts first.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public TransactorOptions withMaxAttempts(int attempts) {
        return new TransactorOptions(timeout, attempts, listener);
    }

    /** Who is told what happens; nobody by default. */
    public TransactorOptions withListener(TransactorListener told) {
        return new TransactorOptions(timeout, maxAttempts, told);
    }
}
