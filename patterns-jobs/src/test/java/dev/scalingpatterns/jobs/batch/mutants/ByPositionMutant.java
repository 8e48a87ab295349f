package dev.scalingpatterns.jobs.batch.mutants;

import dev.scalingpatterns.jobs.batch.BatchLoaderContract;
import dev.scalingpatterns.jobs.batch.NaiveUnit;

/** Gives the first result to the first key, as a list-shaped batch function does when a row is missing. */
public class ByPositionMutant extends BatchLoaderContract {

    @Override
    protected Unit open() {
        return NaiveUnit.byPosition();
    }
}
