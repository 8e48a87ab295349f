package dev.scalingpatterns.jobs;

import java.time.Duration;

/** The queue in memory keeps {@link WorkerContract}. */
class InMemoryWorkerContractTest extends WorkerContract {

    @Override
    protected JobHarness open(JobQueueOptions options) {
        return new InMemoryHarness(options);
    }

    @Override
    protected Duration tickOf() {
        return InMemoryHarness.TICK;
    }
}
