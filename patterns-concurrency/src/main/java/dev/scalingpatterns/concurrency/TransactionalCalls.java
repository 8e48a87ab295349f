package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.TypeRef;

/**
 * Idempotent calls whose effect and stored result are one transaction: both are there or neither, whatever dies when.
 *
 * <pre>{@code
 * Receipt receipt = calls.runInTransaction(SERIALIZABLE, CallKey.of("pay", key), Fingerprint.of(request),
 *         Receipt.class, (handle, attempt) -> withdraw(handle, amount));
 * }</pre>
 *
 * <p>The key's row is written first, so that a second caller waits for the first one's end and then reads its result; and
 * a commit whose answer was lost is settled by calling again.
 */
public interface TransactionalCalls extends IdempotentCalls {

    /**
     * Runs the body in a transaction, or returns what it returned before. Throws what
     * {@link IdempotentCalls#run(CallKey, Fingerprint, TypeRef, CallBody)} and
     * {@link Transactor#run(Isolation, TransactionBody)} throw.
     */
    <T, X extends Exception> T runInTransaction(
            Isolation isolation,
            CallKey key,
            Fingerprint fingerprint,
            TypeRef<T> type,
            TransactionalCallBody<T, X> body)
            throws X;

    /** As the other, for a class. */
    <T, X extends Exception> T runInTransaction(
            Isolation isolation, CallKey key, Fingerprint fingerprint, Class<T> type, TransactionalCallBody<T, X> body)
            throws X;
}
