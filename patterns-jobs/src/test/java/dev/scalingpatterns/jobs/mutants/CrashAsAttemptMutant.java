package dev.scalingpatterns.jobs.mutants;

import dev.scalingpatterns.jobs.InMemoryHarness;
import dev.scalingpatterns.jobs.JobDriverContract;
import dev.scalingpatterns.jobs.JobHarness;
import dev.scalingpatterns.jobs.JobQueueOptions;
import java.time.Duration;

/** The suite over {@link CrashAsAttemptDriver}. */
class CrashAsAttemptMutant extends JobDriverContract {

    @Override
    protected JobHarness open(JobQueueOptions options) {
        return new MutantHarness(options, CrashAsAttemptDriver::new);
    }

    @Override
    protected Duration tickOf() {
        return InMemoryHarness.TICK;
    }
}
