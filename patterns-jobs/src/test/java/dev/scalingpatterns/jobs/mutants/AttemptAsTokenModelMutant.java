package dev.scalingpatterns.jobs.mutants;

import dev.scalingpatterns.jobs.InMemoryHarness;
import dev.scalingpatterns.jobs.JobDriverModelContract;
import dev.scalingpatterns.jobs.JobHarness;
import dev.scalingpatterns.jobs.JobQueueOptions;
import java.time.Duration;

/** The suite over {@link AttemptAsTokenDriver}. */
class AttemptAsTokenModelMutant extends JobDriverModelContract {

    @Override
    protected JobHarness open(JobQueueOptions options) {
        return new MutantHarness(options, AttemptAsTokenDriver::new);
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
