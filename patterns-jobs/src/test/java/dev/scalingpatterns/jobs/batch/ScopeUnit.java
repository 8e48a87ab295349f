package dev.scalingpatterns.jobs.batch;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A {@link BatchScope} for the contract; mutants change how its loaders are made. */
class ScopeUnit implements BatchLoaderContract.Unit {

    private final BatchScope scope = BatchScope.open();
    private final UnaryOperator<BatchLoaderBuilder> settings;

    ScopeUnit() {
        this(UnaryOperator.identity());
    }

    ScopeUnit(UnaryOperator<BatchLoaderBuilder> settings) {
        this.settings = settings;
    }

    @Override
    public <K, V> BatchLoader<K, V> loader(String name, BatchFunction<K, Map<K, KeyResult<V>>> function) {
        return scope.loader(settings.apply(BatchLoader.builder(name)).results(function));
    }

    @Override
    public void fork(Runnable task) {
        CompletableFuture<Void> unused = scope.fork(() -> {
            task.run();
            return null;
        });
    }

    @Override
    public void awaitAll() {
        scope.awaitAll();
    }

    @Override
    public void close() {
        scope.close();
    }
}
