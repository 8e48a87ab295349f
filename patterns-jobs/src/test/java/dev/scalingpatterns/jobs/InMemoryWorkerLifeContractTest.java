package dev.scalingpatterns.jobs;

import java.time.Duration;

/** The queue in memory keeps {@link WorkerLifeContract}. */
class InMemoryWorkerLifeContractTest extends WorkerLifeContract {

    @Override
    protected JobHarness open(JobQueueOptions options) {
        return new InMemoryHarness(options);
    }

    @Override
    protected Duration tickOf() {
        return InMemoryHarness.TICK;
    }
}
