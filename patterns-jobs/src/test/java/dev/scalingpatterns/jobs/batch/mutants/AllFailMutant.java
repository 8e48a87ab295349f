package dev.scalingpatterns.jobs.batch.mutants;

import dev.scalingpatterns.jobs.batch.BatchLoaderContract;
import dev.scalingpatterns.jobs.batch.NaiveUnit;

/** One failed key fails the whole batch. */
public class AllFailMutant extends BatchLoaderContract {

    @Override
    protected Unit open() {
        return NaiveUnit.allFail();
    }
}
