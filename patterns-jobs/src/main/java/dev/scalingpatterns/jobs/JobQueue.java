package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.jobs.spi.JobDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Accepts jobs and knows where they stand; a {@link Worker} runs them.
 *
 * <pre>{@code
 * JobType<SendReceipt> receipt = JobType.of("send-receipt", SendReceipt.class);
 * JobId id = jobs.enqueue(receipt.job(new SendReceipt(orderId)));
 * }</pre>
 *
 * <p>What it promises:
 *
 * <ul>
 *   <li>A job that was accepted runs at least once, whatever handler or worker dies: a worker gives signs of life, and
 *       the jobs of one that stops are run by others within {@link JobQueueOptions#lease()} or soon after.
 *   <li>Each run has a token that was never used before, and every change of a running job's state is refused without the
 *       current one: a worker that lost its lease can complete, fail or retry nothing.
 *   <li>A job is started in the order of its due time and {@link JobPriority}, and never before its time. Jobs run side
 *       by side, so they need not finish in that order.
 *   <li>A job whose payload or kind no worker understands is parked among the {@linkplain #deadLetters() dead letters}
 *       with its bytes.
 * </ul>
 *
 * <p>It holds several named queues, each of which can be paused; they come into being with their first job. A queue's name
 * is a lower-case letter, then lower-case letters, digits, {@code .}, {@code _} and {@code -}, at most 63.
 *
 * <p>Safe for use by many threads. After {@link #close} every method throws {@link IllegalStateException}. A backend that
 * cannot be reached is an {@link dev.scalingpatterns.core.UnavailableException}.
 */
public interface JobQueue extends AutoCloseable {

    /** The queue of a type that names none. */
    String DEFAULT_QUEUE = "default";

    /** The most jobs in one call of {@link #enqueueAll}. */
    int MAX_BATCH = 10_000;

    /**
     * Accepts a job. When this returns, it will run.
     *
     * @return its id; with {@link OnDuplicate#KEEP}, the id of the job that has its key
     * @throws DuplicateJobException if its key is taken and it said {@link OnDuplicate#REJECT}
     * @throws IllegalArgumentException if its payload cannot be encoded or is larger than
     *     {@link JobQueueOptions#maxPayloadBytes()}
     */
    JobId enqueue(JobRequest<?> request);

    /**
     * Accepts all of these jobs or none.
     *
     * @param requests at most {@value #MAX_BATCH}; may be empty
     * @return their ids in the same order
     * @throws DuplicateJobException if the key of one is taken and it said {@link OnDuplicate#REJECT}; nothing was enqueued
     * @throws IllegalArgumentException if there are too many, or one of them could not be enqueued alone
     */
    List<JobId> enqueueAll(List<? extends JobRequest<?>> requests);

    /** A job as it stands; empty if there is none, or it finished so long ago that it is no longer retained. */
    Optional<Job> find(JobId id);

    /**
     * What the handler of a succeeded job left; empty if the job has not succeeded, left nothing, or is no longer retained.
     *
     * @throws dev.scalingpatterns.core.CorruptDataException if the result does not fit the type
     */
    <R> Optional<R> result(JobId id, Class<R> type);

    /**
     * Cancels a job. A waiting one will not run. A running one is told: its {@link JobContext#isCancelled()} turns true
     * and its thread is interrupted; it will not be tried again, whatever becomes of this run.
     */
    CancelOutcome cancel(JobId id);

    /** The counts of every queue that holds a job or is paused. */
    Map<String, JobCounts> counts();

    /**
     * The counts of one queue.
     *
     * @throws IllegalArgumentException if the name is not allowed
     */
    JobCounts counts(String queue);

    /**
     * Stops the starting of jobs from a queue, for all workers and until {@link #resume}. Running jobs go on, and jobs are
     * still accepted.
     *
     * @throws IllegalArgumentException if the name is not allowed
     */
    void pause(String queue);

    /**
     * Ends a {@link #pause}; nothing happens if there is none.
     *
     * @throws IllegalArgumentException if the name is not allowed
     */
    void resume(String queue);

    /** The jobs that were given up. */
    DeadLetters deadLetters();

    /**
     * Waits until nothing is unfinished in any queue: every accepted job has succeeded, was cancelled or is dead. Delayed
     * jobs count as unfinished.
     *
     * @return whether that came to pass in time
     * @throws InterruptedException if the thread is interrupted
     */
    boolean awaitIdle(Duration timeout) throws InterruptedException;

    /**
     * Waits for one job to succeed, be cancelled or die.
     *
     * @return the job as it finished; empty if it did not in time, there is none, or it is no longer retained
     * @throws InterruptedException if the thread is interrupted
     */
    Optional<Job> await(JobId id, Duration timeout) throws InterruptedException;

    /**
     * The queue that the configuration names: {@code patterns.jobs.url}, {@code memory:} unless set.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if an option is unknown or its value will not do
     * @throws IllegalStateException if it is open already, or the backends are closed
     */
    static JobQueue open(Backends backends) {
        return open(backends, "");
    }

    /**
     * A named queue: {@code patterns.jobs.<name>.url}, {@code memory:} unless set.
     *
     * @throws IllegalArgumentException if the name is not allowed
     * @throws dev.scalingpatterns.core.ConfigurationException if an option is unknown or its value will not do
     * @throws IllegalStateException if it is open already, or the backends are closed
     */
    static JobQueue open(Backends backends, String name) {
        return JobQueueFactory.open(backends, name);
    }

    /** What workers stand on; for {@link Worker} and for those who write one. */
    JobDriver driver();

    /** Gives up what the queue holds open. In memory, jobs that are not finished are gone. A second call does nothing. */
    @Override
    void close();
}
