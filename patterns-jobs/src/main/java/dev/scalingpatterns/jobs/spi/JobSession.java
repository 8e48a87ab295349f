package dev.scalingpatterns.jobs.spi;

import dev.scalingpatterns.jobs.JobLeaseLostException;
import dev.scalingpatterns.jobs.JobProgress;
import java.util.List;
import java.util.Set;

/**
 * A worker's membership: it holds the claims, under one lease that its heartbeat renews.
 *
 * <p>If no heartbeat arrives for the lease's time, by the backend's clock, the session is over: each of its claims ends
 * with a crash counted, its jobs become ready again (or dead, or cancelled where that was asked), and it can do nothing
 * any more. Safe for use by many threads.
 */
public interface JobSession extends AutoCloseable {

    /**
     * Takes up to so many ready jobs from these queues, in the order stated at {@link dev.scalingpatterns.jobs.JobQueue}.
     * If it returns fewer, {@link SessionSignals#workArrived} follows once there may be more.
     *
     * @throws JobLeaseLostException if the session is over
     */
    Claims claim(Set<String> queues, int max);

    /**
     * Ends claims, each on its own.
     *
     * @return the tokens that were refused, because this session does not hold them (any more); nothing changed for those
     */
    Set<Long> settle(List<Settlement> settlements);

    /**
     * Stores the progress of a claimed job.
     *
     * @return whether the session holds the token; if not, nothing changed
     */
    boolean progress(long token, JobProgress progress);

    /** Renews the lease, if it still holds. */
    Pulse heartbeat();

    /** Ends the session in good order: what it still holds is released, no crash counted. A second call does nothing. */
    @Override
    void close();
}
