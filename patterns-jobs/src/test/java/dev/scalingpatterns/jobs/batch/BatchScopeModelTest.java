package dev.scalingpatterns.jobs.batch;

class BatchScopeModelTest extends BatchLoaderModelContract {

    @Override
    protected BatchLoaderContract.Unit open() {
        return new ScopeUnit();
    }
}
