package dev.scalingpatterns.jobs;

import java.time.Duration;

/** How a contract suite gets a queue and passes its time. A real backend really waits; one in memory moves its clock. */
public interface JobHarness extends AutoCloseable {

    /** The queue, empty. */
    JobQueue jobs();

    /** The shortest time that this backend can be asked to tell apart; leases and delays are multiples of it. */
    Duration tick();

    /** Lets this much of the backend's time pass. */
    void pass(Duration time);

    /** Closes the queue. */
    @Override
    void close();
}
