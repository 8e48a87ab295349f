package dev.scalingpatterns.jobs.batch;

class BatchScopeContractTest extends BatchLoaderContract {

    @Override
    protected Unit open() {
        return new ScopeUnit();
    }
}
