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
 *
 * <p>A call that cannot reach the backend gives up, well within a third of the lease, with an
 * {@link dev.scalingpatterns.core.UnavailableException} or an {@link dev.scalingpatterns.core.UnknownOutcomeException}.
 */
public interface JobDriver extends AutoCloseable {

    /** What the queue was told; also tells workers the codec and the lease. */
    JobQueueOptions options();

    /**
     * Stores all of these or none, and afterwards signals work to sessions that found too little.
     *
     * @return the ids in the same order; of the job that has the key, where it was kept
     * @throws DuplicateJobException if a key is taken and its job said {@code REJECT}
     */
    List<JobId> insert(List<NewJob> jobs);

    /** A job as it stands. */
    Optional<Job> find(JobId id);

    /** Cancels a job; a session that holds it is told by its next heartbeat, and signalled to send one. */
    CancelOutcome cancel(JobId id);

    /** The counts of every queue that holds a job or is paused. */
    Map<String, JobCounts> counts();

    /** Stops claims from a queue. */
    void pause(String queue);

    /** Allows claims from a queue, and signals work. */
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
     * @param signals how to reach the worker
     */
    JobSession join(String name, SessionSignals signals);

    @Override
    void close();
}
