package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.TypeRef;

/**
 * Calls that run once however often they are made: the result of the first is stored and given to every retry.
 *
 * <pre>{@code
 * Receipt receipt = calls.run(CallKey.of("pay/" + user, idempotencyKey), Fingerprint.of(request), Receipt.class,
 *         attempt -> payments.charge(amount, attempt.key()));
 * }</pre>
 *
 * <p>While one caller runs the body, others with the same key wait for its result, up to a bound, and are then told. A
 * caller that dies leaves a lease behind; when it has passed, the next caller runs the body under the next attempt
 * number, and the first, should it only have been slow, can no longer store its result. Between the effect and the stored
 * result a process may die: then the effect is repeated, by the next attempt, unless whatever the body calls knows the
 * key. Where the effect is in the same database there is no such gap: {@link TransactionalCalls}.
 *
 * <p>Failures are not stored unless asked for: an exception frees the key for the next attempt. Results are kept for a
 * retention time that is independent of the lease. Safe for use by many threads.
 */
public interface IdempotentCalls extends AutoCloseable {

    /**
     * Opens the one that {@code patterns.concurrency.url} chooses: on the database, by default the embedded one, so that
     * it is also {@link TransactionalCalls}.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is wrong or the database's tables are missing
     * @throws dev.scalingpatterns.core.UnavailableException if the database cannot be reached
     * @throws IllegalStateException if it is open already
     */
    static TransactionalCalls open(Backends backends) {
        return open(backends, "");
    }

    /**
     * Opens the named instance, {@code patterns.concurrency.<name>.url}; otherwise as {@link #open(Backends)}.
     *
     * @param name lower-case letters, digits and hyphens; empty for the unnamed instance
     */
    static TransactionalCalls open(Backends backends, String name) {
        return ConcurrencyFactory.of(backends, name).idempotentCalls();
    }

    /**
     * Runs the body, or returns what it returned before.
     *
     * @param key the call
     * @param fingerprint what the call asks for
     * @param type the result's type, encoded by {@link dev.scalingpatterns.core.Codec#standard}
     * @param body the work
     * @throws X what the body threw
     * @throws KeyReusedException if the key was used for another request
     * @throws CallInProgressException if another caller is running the body and did not finish in time
     * @throws StaleAttemptException if this attempt took longer than its lease and another has taken over; the body did
     *     run
     * @throws CallFailedException if the call failed before and failures are stored
     * @throws dev.scalingpatterns.core.UnavailableException if the backend could not be reached, or the thread was
     *     interrupted while waiting
     * @throws dev.scalingpatterns.core.UnknownOutcomeException if the body ran and the backend could not be told, or a
     *     commit could not be known; another call finds out
     */
    <T, X extends Exception> T run(CallKey key, Fingerprint fingerprint, TypeRef<T> type, CallBody<T, X> body) throws X;

    /** As {@link #run(CallKey, Fingerprint, TypeRef, CallBody)}, for a class. */
    <T, X extends Exception> T run(CallKey key, Fingerprint fingerprint, Class<T> type, CallBody<T, X> body) throws X;

    /**
     * Removes what is past its retention. Such records have no effect even before.
     *
     * @return how many were removed
     */
    long purge();

    /** Ends the use of this port; what is stored stays. A second call does nothing. */
    @Override
    void close();
}
