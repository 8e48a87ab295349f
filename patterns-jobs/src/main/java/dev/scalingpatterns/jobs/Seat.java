package dev.scalingpatterns.jobs;

import dev.scalingpatterns.jobs.spi.JobSession;
import java.util.concurrent.atomic.AtomicInteger;

/** One session of a worker, and what the worker knows of it. Safe for use by many threads. */
final class Seat {

    final JobSession session;
    /** How many claims the worker knows of and has not settled. */
    final AtomicInteger claims = new AtomicInteger();

    /** The beginning of the last heartbeat that was answered, by {@link System#nanoTime}. */
    private volatile long renewedAt;

    private volatile boolean lost;

    Seat(JobSession session, long joinedAt) {
        this.session = session;
        this.renewedAt = joinedAt;
    }

    void renewed(long askedAt) {
        renewedAt = askedAt;
    }

    long renewedAt() {
        return renewedAt;
    }

    boolean isLost() {
        return lost;
    }

    void lose() {
        lost = true;
    }
}
