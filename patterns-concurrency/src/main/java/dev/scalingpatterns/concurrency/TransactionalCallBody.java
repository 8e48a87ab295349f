package dev.scalingpatterns.concurrency;

import org.jdbi.v3.core.Handle;

/**
 * What an idempotent call does in the transaction that also stores its result.
 *
 * @param <T> its result, never null
 * @param <X> what it throws
 */
@FunctionalInterface
public interface TransactionalCallBody<T, X extends Exception> {

    /** Does the work. It may run several times, each time in a new transaction of which only the last is kept. */
    T run(Handle handle, CallAttempt attempt) throws X;
}
