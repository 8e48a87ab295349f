package dev.scalingpatterns.jobs.batch.mutants;

import dev.scalingpatterns.jobs.batch.BatchLoaderContract;
import dev.scalingpatterns.jobs.batch.NaiveUnit;

/** A loader without a cache: every load of a key asks again. */
public class CachelessMutant extends BatchLoaderContract {

    @Override
    protected Unit open() {
        return NaiveUnit.cacheless();
    }
}
