package dev.scalingpatterns.jobs.batch.mutants;

import dev.scalingpatterns.jobs.batch.BatchLoaderContract;
import dev.scalingpatterns.jobs.batch.NaiveUnit;

/** Keeps failures like answers. */
public class StickyFailureMutant extends BatchLoaderContract {

    @Override
    protected Unit open() {
        return NaiveUnit.stickyFailures();
    }
}
