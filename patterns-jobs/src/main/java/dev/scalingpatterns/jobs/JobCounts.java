package dev.scalingpatterns.jobs;

import java.time.Duration;

/**
 * How many jobs of one queue are in which state.
 *
 * @param scheduled wait for their time
 * @param ready may start
 * @param running are held by workers
 * @param succeeded succeeded and are still retained
 * @param cancelled were cancelled and are still retained
 * @param dead are among the dead letters
 * @param oldestReady how long the longest waiting ready job has been due; zero if there is none
 * @param paused whether the queue is paused
 */
public record JobCounts(
        long scheduled,
        long ready,
        long running,
        long succeeded,
        long cancelled,
        long dead,
        Duration oldestReady,
        boolean paused) {

    /** A queue that has nothing. */
    public static final JobCounts NONE = new JobCounts(0, 0, 0, 0, 0, 0, Duration.ZERO, false);

    /** Accepted and neither finished nor dead. */
    public long unfinished() {
        return scheduled + ready + running;
    }
}
