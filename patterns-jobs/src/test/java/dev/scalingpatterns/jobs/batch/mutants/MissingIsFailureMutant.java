package dev.scalingpatterns.jobs.batch.mutants;

import dev.scalingpatterns.jobs.batch.BatchLoaderContract;
import dev.scalingpatterns.jobs.batch.NaiveUnit;

/** A missing key is reported as a failure. */
public class MissingIsFailureMutant extends BatchLoaderContract {

    @Override
    protected Unit open() {
        return NaiveUnit.missingIsFailure();
    }
}
