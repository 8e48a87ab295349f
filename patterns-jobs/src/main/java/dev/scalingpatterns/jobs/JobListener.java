package dev.scalingpatterns.jobs;

import java.time.Duration;

/**
 * Told what happens to jobs, for metrics and traces. Every method does nothing unless overridden. Called by the threads
 * that do the work, so be quick; what a listener throws harms nobody. Queue and kind make good tags.
 */
public interface JobListener {

    /** A listener that does nothing. */
    JobListener NONE = new JobListener() {};

    /** Jobs were accepted. */
    default void onEnqueued(String queue, String kind, int count) {}

    /** A job starts, this long after it was due. */
    default void onStarted(String queue, String kind, int attempt, Duration waited) {}

    /** A handler returned; the completion is on its way to the backend. */
    default void onSucceeded(String queue, String kind, Duration ran) {}

    /** An attempt failed, and the job will be tried again after the delay. */
    default void onRetry(String queue, String kind, int attempt, Throwable error, Duration delay) {}

    /** A job went to the dead letters. */
    default void onDead(String queue, String kind, DeadReason reason) {}

    /** A running job stopped because it was cancelled. */
    default void onCancelled(String queue, String kind) {}

    /** What a worker said of a job was refused: it no longer held it. */
    default void onStale(String queue, String kind) {}

    /** A worker was found dead while it held the job; the job is ready again, or dead if that happened too often. */
    default void onCrash(String queue, String kind) {}

    /** The worker cannot reach the backend; it goes on trying. */
    default void onBackendFailure(RuntimeException failure) {}
}
