package dev.scalingpatterns.concurrency;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What runs in a transaction. It may run several times, each time in a new transaction of which nothing but the last is
 * kept: effects outside the database belong into {@link Transactor#afterCommit}.
 *
 * @param <T> what it returns
 * @param <X> what it throws
 */
@FunctionalInterface
public interface TransactionBody<T extends @Nullable Object, X extends Exception> {

    /**
     * Does the work.
     *
     * @param handle the transaction; valid until this method returns, in this thread only
     */
    T run(Handle handle) throws X;
}
