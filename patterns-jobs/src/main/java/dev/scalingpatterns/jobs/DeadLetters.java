package dev.scalingpatterns.jobs;

import java.util.List;

/**
 * The jobs that will not run again by themselves, with their payloads and error histories. They are kept until someone
 * redrives or discards them. Safe for use by many threads.
 */
public interface DeadLetters {

    /**
     * The oldest of a queue.
     *
     * @param limit from 1 to 1,000
     * @throws IllegalArgumentException if the queue's name is not allowed or the limit is not within its bounds
     */
    List<Job> list(String queue, int limit);

    /**
     * Those that follow, in the order in which they died.
     *
     * @param after the last one of the page before; if it is no longer dead, the list begins again at the oldest
     * @param limit from 1 to 1,000
     * @throws IllegalArgumentException if the queue's name is not allowed or the limit is not within its bounds
     */
    List<Job> list(String queue, JobId after, int limit);

    /**
     * Makes a dead job ready again: its failures and crashes are counted anew, its error history stays, its unique key does
     * not come back.
     *
     * @return whether the job was dead
     */
    boolean redrive(JobId id);

    /**
     * Redrives every job of a queue that is dead now.
     *
     * @return how many
     * @throws IllegalArgumentException if the queue's name is not allowed
     */
    int redriveAll(String queue);

    /**
     * Drops a dead job for good.
     *
     * @return whether the job was dead
     */
    boolean discard(JobId id);
}
