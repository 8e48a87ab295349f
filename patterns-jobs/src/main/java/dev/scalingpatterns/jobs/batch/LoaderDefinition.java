package dev.scalingpatterns.jobs.batch;

import dev.scalingpatterns.core.internal.Listeners;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A loader as its user makes it: its settings and totals, and each method in the scope of the calling thread. */
final class LoaderDefinition<K, V> implements BatchLoader<K, V> {

    static final int SMALLEST = 8;
    static final int LARGEST_HINT = 1_024;

    final String name;
    final int maxBatchSize;
    final int maxKeys;
    final boolean cache;
    final boolean cacheFailures;
    final boolean bisectFailures;
    final boolean requireScope;
    final Shapes.Shape<K, V> shape;
    final Listeners<BatchListener> listener;
    final LoaderTotals totals = new LoaderTotals();

    /** What a missing key is answered with, if not with an exception. */
    final @Nullable V whenMissing;

    /** About as many keys as the latest scopes held, so that the next need not grow; a race harms nothing. */
    int sizeHint = SMALLEST;

    private final @Nullable UnaryOperator<Object> normalizer;
    private final LongAdder outside = new LongAdder();

    LoaderDefinition(BatchLoaderBuilder builder, Shapes.Shape<K, V> shape, @Nullable V whenMissing) {
        this.name = builder.name;
        this.maxBatchSize = builder.maxBatchSize;
        this.maxKeys = builder.maxKeys;
        this.cache = builder.cache;
        this.cacheFailures = builder.cacheFailures;
        this.bisectFailures = builder.bisectFailures;
        this.requireScope = builder.requireScope;
        this.normalizer = builder.normalizer;
        this.listener = new Listeners<>(builder.listener);
        this.shape = shape;
        this.whenMissing = whenMissing;
    }

    /** The key as it is looked up. */
    @SuppressWarnings("unchecked") // the builder's normalizer gives back the type that it takes
    K normal(K key) {
        Objects.requireNonNull(key, "key");
        UnaryOperator<Object> normal = normalizer;
        if (normal == null) {
            return key;
        }
        return (K) Objects.requireNonNull(normal.apply(key), "the normalizer's key");
    }

    boolean normalizes() {
        return normalizer != null;
    }

    @Override
    public V load(K key) {
        return here(1, loader -> loader.load(key));
    }

    @Override
    public Optional<V> find(K key) {
        return here(1, loader -> loader.find(key));
    }

    @Override
    public CompletionStage<V> loadAsync(K key) {
        return here(1, loader -> loader.loadAsync(key));
    }

    @Override
    public CompletionStage<Optional<V>> findAsync(K key) {
        return here(1, loader -> loader.findAsync(key));
    }

    @Override
    public Map<K, V> loadAll(Collection<? extends K> keys) {
        return here(keys.size(), loader -> loader.loadAll(keys));
    }

    @Override
    public CompletionStage<Map<K, V>> loadAllAsync(Collection<? extends K> keys) {
        return here(keys.size(), loader -> loader.loadAllAsync(keys));
    }

    @Override
    public Map<K, KeyResult<V>> tryAll(Collection<? extends K> keys) {
        return here(keys.size(), loader -> loader.tryAll(keys));
    }

    @Override
    public void prefetch(Collection<? extends K> keys) {
        inScope("prefetch").prefetch(keys);
    }

    @Override
    public boolean prime(K key, V value) {
        return inScope("prime").prime(key, value);
    }

    @Override
    public void clear(K key) {
        inScope("clear").clear(key);
    }

    @Override
    public void clearAll() {
        inScope("clearAll").clearAll();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public BatchStatistics statistics() {
        return totals.statistics(outside.sum());
    }

    @Override
    public String toString() {
        return "BatchLoader[" + name + "]";
    }

    private BatchLoader<K, V> inScope(String operation) {
        return BatchScope.current().orElseThrow(() -> outsideScope(operation)).loader(this);
    }

    /** In the scope of this thread, else in one that is opened for this call alone. */
    private <R> R here(int loads, Function<BatchLoader<K, V>, R> call) {
        BatchScope scope = BatchScope.currentOrNull();
        if (scope != null) {
            return call.apply(scope.loader(this));
        }
        if (requireScope) {
            throw outsideScope("load");
        }
        outside.add(loads);
        return BatchScope.call(alone -> call.apply(alone.loader(this)));
    }

    private IllegalStateException outsideScope(String operation) {
        return new IllegalStateException(
                "batch loader '" + name + "': " + operation
                        + " outside any scope; call it within BatchScope.run, on a thread of the scope, or through scope.loader(…)");
    }
}
