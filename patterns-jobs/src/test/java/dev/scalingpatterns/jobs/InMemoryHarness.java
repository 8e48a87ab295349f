package dev.scalingpatterns.jobs;

import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;

/** A queue in memory, on a clock that the test owns. */
public final class InMemoryHarness implements JobHarness {

    /** What memory can tell apart is less; this is a convenient second. */
    public static final Duration TICK = Duration.ofSeconds(1);

    private final SettableTime time = new SettableTime();
    private final InMemoryJobQueue jobs;

    /** A queue of these options. */
    public InMemoryHarness(JobQueueOptions options) {
        jobs = InMemoryJobQueue.builder().options(options).time(time).build();
    }

    @Override
    public JobQueue jobs() {
        return jobs;
    }

    @Override
    public Duration tick() {
        return TICK;
    }

    @Override
    public void pass(Duration passed) {
        time.advance(passed);
        jobs.timePassed();
    }

    @Override
    public void close() {
        jobs.close();
    }
}
