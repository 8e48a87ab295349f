package dev.scalingpatterns.concurrency;

import java.time.Duration;

/**
 * What a {@link Transactor} did, for metrics. Called in the thread of the transaction, outside it; every method does nothing
 * unless overridden, and one that throws harms nobody.
 */
public interface TransactorListener {

    /** Listens to nothing. */
    TransactorListener NONE = new TransactorListener() {};

    /** Why an attempt was not kept. */
    enum Reason {
        /** Another transaction won: serialization failure, deadlock, changed row. */
        CONFLICT,
        /** A lock, a statement or the whole ran out of time. */
        TIMEOUT,
        /** No connection, or one that broke before COMMIT. */
        CONNECTION,
        /** The body threw, or misused the transaction. */
        BODY
    }

    /** Committed, after so many attempts and this long in all. */
    default void committed(Isolation isolation, int attempts, Duration took) {}

    /** An attempt was rolled back and another follows. */
    default void retried(Isolation isolation, Reason reason) {}

    /** Rolled back for good. */
    default void rolledBack(Isolation isolation, Reason reason, int attempts) {}

    /** The answer to COMMIT was lost. With a key it is now being resolved. */
    default void commitUnknown(Isolation isolation) {}

    /** A hook given to {@link Transactor#afterCommit} threw. */
    default void afterCommitFailed(Throwable failure) {}
}
