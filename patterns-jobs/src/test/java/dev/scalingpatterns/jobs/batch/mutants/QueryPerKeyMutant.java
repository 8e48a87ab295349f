package dev.scalingpatterns.jobs.batch.mutants;

import dev.scalingpatterns.jobs.batch.BatchLoaderContract;
import dev.scalingpatterns.jobs.batch.NaiveUnit;

/** No loader at all: a query per key. */
public class QueryPerKeyMutant extends BatchLoaderContract {

    @Override
    protected Unit open() {
        return NaiveUnit.queryPerKey();
    }
}
