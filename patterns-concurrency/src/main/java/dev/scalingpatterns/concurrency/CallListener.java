package dev.scalingpatterns.concurrency;

/**
 * What {@link IdempotentCalls} did, for metrics. Called in the caller's thread; every method does nothing unless overridden,
 * and one that throws harms nobody.
 */
public interface CallListener {

    /** Listens to nothing. */
    CallListener NONE = new CallListener() {};

    /** A body ran and its result was stored. */
    default void completed(String scope) {}

    /** A caller was given the result of an earlier run. */
    default void repeated(String scope) {}

    /** A body threw. */
    default void failed(String scope) {}

    /** A key was used for another request. */
    default void keyReused(String scope) {}

    /** A caller was told that another is still at work. */
    default void inProgress(String scope) {}

    /** An attempt outlived its lease and was taken over. */
    default void stale(String scope) {}
}
