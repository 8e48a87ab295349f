package dev.scalingpatterns.concurrency;

/**
 * What an idempotent call does.
 *
 * @param <T> its result, never null
 * @param <X> what it throws
 */
@FunctionalInterface
public interface CallBody<T, X extends Exception> {

    /** Does the work. */
    T run(CallAttempt attempt) throws X;
}
