package dev.scalingpatterns.jobs.mutants;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.jobs.DriverJobQueue;
import dev.scalingpatterns.jobs.InMemoryHarness;
import dev.scalingpatterns.jobs.JobHarness;
import dev.scalingpatterns.jobs.JobListener;
import dev.scalingpatterns.jobs.JobQueue;
import dev.scalingpatterns.jobs.JobQueueOptions;
import dev.scalingpatterns.jobs.spi.JobDriver;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A queue in memory over a driver that does something wrong. */
final class MutantHarness implements JobHarness {

    private final InMemoryHarness sound;
    private final JobQueue jobs;

    MutantHarness(JobQueueOptions options, UnaryOperator<JobDriver> mutation) {
        sound = new InMemoryHarness(options);
        jobs = new MutantQueue(mutation.apply(sound.jobs().driver()));
    }

    private static final class MutantQueue extends DriverJobQueue {

        MutantQueue(JobDriver driver) {
            super(driver, new Listeners<>(JobListener.NONE));
        }
    }

    @Override
    public JobQueue jobs() {
        return jobs;
    }

    @Override
    public Duration tick() {
        return sound.tick();
    }

    @Override
    public void pass(Duration time) {
        sound.pass(time);
    }

    @Override
    public void close() {
        sound.close();
    }
}
