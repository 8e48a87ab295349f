package dev.scalingpatterns.concurrency;

import org.jdbi.v3.core.Handle;

/**
 * A {@link TransactionBody} that returns nothing.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface TransactionAction<X extends Exception> {

    /**
     * Does the work.
     *
     * @param handle the transaction; valid until this method returns, in this thread only
     */
    void run(Handle handle) throws X;
}
