package dev.scalingpatterns.jobs;

import java.util.Map;

/**
 * What a handler knows of the job it runs, and what it may say about it. Safe for use by the threads of one handler.
 *
 * @param <P> the payload's type
 */
public interface JobContext<P> {

    /** The job's id: the same at every attempt. */
    JobId id();

    /** The payload, decoded for this attempt. */
    P payload();

    /** The queue it came from. */
    String queue();

    /** Which attempt this is, from 1. A crash of a worker does not use one up. */
    int attempt();

    /** How often a worker died with this job. */
    int crashes();

    /**
     * The fencing token of this run: never used before, and greater than that of any earlier run of this job. Send it along
     * with writes to systems that can refuse an older one.
     */
    long token();

    /** The headers it was enqueued with. */
    Map<String, String> headers();

    /**
     * Says how far the work has come.
     *
     * @throws IllegalArgumentException if the fraction is not from 0.0 to 1.0 or the message is longer than 1,000
     *     characters
     * @throws JobLeaseLostException if this run no longer holds the job
     */
    void progress(double fraction, String message);

    /**
     * Leaves a result that {@link JobQueue#result} returns once the job has succeeded; the last one counts.
     *
     * @throws IllegalArgumentException if the codec cannot write it or it is larger than
     *     {@link JobQueueOptions#maxPayloadBytes()}
     */
    void result(Object value);

    /** Whether the work should stop: cancelled, over its time, lease lost, or the worker is closing. */
    boolean isCancelled();

    /**
     * Stops the handler if it should stop.
     *
     * @throws java.util.concurrent.CancellationException if {@link #isCancelled}
     */
    void throwIfCancelled();
}
