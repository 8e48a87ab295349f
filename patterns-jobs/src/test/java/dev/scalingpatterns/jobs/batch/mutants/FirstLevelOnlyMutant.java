package dev.scalingpatterns.jobs.batch.mutants;

import dev.scalingpatterns.jobs.batch.BatchLoaderContract;
import dev.scalingpatterns.jobs.batch.NaiveUnit;
import java.time.Duration;

/** Dispatches by hand, once: what the first level leads to never goes. */
public class FirstLevelOnlyMutant extends BatchLoaderContract {

    @Override
    protected Unit open() {
        return NaiveUnit.firstLevelOnly();
    }

    @Override
    protected Duration limit() {
        return Duration.ofMillis(300);
    }
}
