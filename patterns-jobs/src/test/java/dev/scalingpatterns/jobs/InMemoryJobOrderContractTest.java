package dev.scalingpatterns.jobs;

import java.time.Duration;

/** The queue in memory keeps {@link JobOrderContract}. */
class InMemoryJobOrderContractTest extends JobOrderContract {

    @Override
    protected JobHarness open(JobQueueOptions options) {
        return new InMemoryHarness(options);
    }

    @Override
    protected Duration tickOf() {
        return InMemoryHarness.TICK;
    }
}
