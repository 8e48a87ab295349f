package dev.scalingpatterns.jobs;

import java.time.Duration;

/** The queue in memory against the model, in exact order. */
class InMemoryJobDriverModelTest extends JobDriverModelContract {

    @Override
    protected JobHarness open(JobQueueOptions options) {
        return new InMemoryHarness(options);
    }

    @Override
    protected Duration tickOf() {
        return InMemoryHarness.TICK;
    }

    @Override
    protected boolean isStrictlyOrdered() {
        return true;
    }
}
