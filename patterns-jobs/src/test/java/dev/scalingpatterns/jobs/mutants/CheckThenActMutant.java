package dev.scalingpatterns.jobs.mutants;

import dev.scalingpatterns.jobs.InMemoryHarness;
import dev.scalingpatterns.jobs.JobHarness;
import dev.scalingpatterns.jobs.JobQueueOptions;
import dev.scalingpatterns.jobs.UniqueJobContract;
import java.time.Duration;

/** The suite over {@link CheckThenActDriver}. */
class CheckThenActMutant extends UniqueJobContract {

    @Override
    protected JobHarness open(JobQueueOptions options) {
        return new MutantHarness(options, CheckThenActDriver::new);
    }

    @Override
    protected Duration tickOf() {
        return InMemoryHarness.TICK;
    }
}
