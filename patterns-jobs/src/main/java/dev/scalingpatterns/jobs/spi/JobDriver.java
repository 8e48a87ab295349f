package dev.scalingpatterns.jobs.spi;

import dev.scalingpatterns.jobs.CancelOutcome;
import dev.scalingpatterns.jobs.DuplicateJobException;
import dev.scalingpatterns.jobs.Job;
import dev.scalingpatterns.jobs.JobCounts;
import dev.scalingpatterns.jobs.JobId;
import dev.scalingpatterns.jobs.JobQueueOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The storage of a {@link dev.scalingpatterns.jobs.JobQueue}. Arguments were checked by the caller. All time is the
 * backend's. Safe for use by many threads; use after {@link #close} is an {@link IllegalStateException}.
 */
public interface JobDriver extends AutoCloseable {

    /** What the queue was told; also tells workers the codec and the lease. */
    JobQueueOptions options();

    /**
     * Stores all of these or none, and afterwards wakes sessions that found too little.
     *
     * @return the ids in the same order; of the job that has the key, where it was kept
     * @throws DuplicateJobException if a key is taken and its job said {@code REJECT}
     */
    List<JobId> insert(List<NewJob> jobs);

    /** A job as it stands. */
    Optional<Job> find(JobId id);

    /** Cancels a job; a session that holds it is woken, and told by its next heartbeat. */
    CancelOutcome cancel(JobId id);

    /** The counts of every queue that holds a job or is paused. */
    Map<String, JobCounts> counts();

    /** Stops claims from a queue. */
    void pause(String queue);

    /** Allows claims from a queue, and wakes sessions. */
    void resume(String queue);

    /**
     * Dead jobs of a queue in the order in which they died, those after the given one if that is dead.
     *
     * @param limit at least 1
     */
    List<Job> dead(String queue, Optional<JobId> after, int limit);

    /** Makes a dead job ready, its failures and crashes at zero, without its unique key. */
    boolean redrive(JobId id);

    /** Drops a dead job. */
    boolean discard(JobId id);

    /**
     * Begins a session.
     *
     * @param name for people: host, process, worker
     * @param wake called, by any thread and without locks, when there may be more to claim after a claim that came back
     *     short, and when a job that the session holds was asked to stop; quick, and does not throw
     */
    JobSession join(String name, Runnable wake);

    @Override
    void close();
}
