package dev.scalingpatterns.jobs.batch.mutants;

import dev.scalingpatterns.jobs.batch.BatchLoaderContract;
import dev.scalingpatterns.jobs.batch.NaiveUnit;
import java.time.Duration;

/** Dispatches by hand, and somebody forgot to. */
public class ForgottenDispatchMutant extends BatchLoaderContract {

    @Override
    protected Unit open() {
        return NaiveUnit.forgottenDispatch();
    }

    @Override
    protected Duration limit() {
        return Duration.ofMillis(300);
    }
}
