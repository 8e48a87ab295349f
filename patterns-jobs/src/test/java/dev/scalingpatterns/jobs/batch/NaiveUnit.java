package dev.scalingpatterns.jobs.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

/** Units of work with one naive idea each, for the contract to reject. */
public final class NaiveUnit extends ScopeUnit {

    private final Fault fault;

    private enum Fault {
        NONE,
        BY_POSITION,
        ALL_FAIL,
        MISSING_IS_FAILURE,
        QUERY_PER_KEY,
        FIRST_LEVEL_ONLY,
        FORGOTTEN_DISPATCH
    }

    private NaiveUnit(Fault fault, UnaryOperator<BatchLoaderBuilder> settings) {
        super(settings);
        this.fault = fault;
    }

    /** Without a cache. */
    public static NaiveUnit cacheless() {
        return new NaiveUnit(Fault.NONE, builder -> builder.cache(false));
    }

    /** With failures kept. */
    public static NaiveUnit stickyFailures() {
        return new NaiveUnit(Fault.NONE, builder -> builder.cacheFailures(true));
    }

    /** Results matched by position. */
    public static NaiveUnit byPosition() {
        return new NaiveUnit(Fault.BY_POSITION, UnaryOperator.identity());
    }

    /** One failed key fails all. */
    public static NaiveUnit allFail() {
        return new NaiveUnit(Fault.ALL_FAIL, UnaryOperator.identity());
    }

    /** Missing reported as a failure. */
    public static NaiveUnit missingIsFailure() {
        return new NaiveUnit(Fault.MISSING_IS_FAILURE, UnaryOperator.identity());
    }

    /** A query per key. */
    public static NaiveUnit queryPerKey() {
        return new NaiveUnit(Fault.QUERY_PER_KEY, builder -> builder.maxBatchSize(1));
    }

    /** One dispatch by hand. */
    public static NaiveUnit firstLevelOnly() {
        return new NaiveUnit(Fault.FIRST_LEVEL_ONLY, UnaryOperator.identity());
    }

    /** No dispatch. */
    public static NaiveUnit forgottenDispatch() {
        return new NaiveUnit(Fault.FORGOTTEN_DISPATCH, UnaryOperator.identity());
    }

    @Override
    public <K, V> BatchLoader<K, V> loader(String name, BatchFunction<K, Map<K, KeyResult<V>>> function) {
        return switch (fault) {
            case NONE, QUERY_PER_KEY -> super.loader(name, function);
            case BY_POSITION -> super.loader(name, keys -> byPosition(List.copyOf(keys), function.load(keys)));
            case ALL_FAIL -> super.loader(name, keys -> allFail(function.load(keys)));
            case MISSING_IS_FAILURE -> super.loader(name, keys -> missingFails(keys, function.load(keys)));
            case FIRST_LEVEL_ONLY -> new ByHand<>(super.loader(name, function), 1);
            case FORGOTTEN_DISPATCH -> new ByHand<>(super.loader(name, function), 0);
        };
    }

    private static <K, R> Map<K, R> byPosition(List<K> keys, Map<K, R> answer) {
        Map<K, R> shifted = new LinkedHashMap<>();
        Iterator<R> results = answer.values().iterator();
        for (K key : keys) {
            if (results.hasNext()) {
                shifted.put(key, results.next());
            }
        }
        return shifted;
    }

    private static <K, V> Map<K, KeyResult<V>> allFail(Map<K, KeyResult<V>> answer) {
        for (KeyResult<V> result : new ArrayList<>(answer.values())) {
            if (result instanceof KeyResult.Failed<V> failed) {
                throw new IllegalArgumentException(failed.cause());
            }
        }
        return answer;
    }

    private static <K, V> Map<K, KeyResult<V>> missingFails(Collection<K> keys, Map<K, KeyResult<V>> answer) {
        Map<K, KeyResult<V>> all = new LinkedHashMap<>(answer);
        keys.forEach(key -> all.putIfAbsent(key, KeyResult.failed(new IllegalArgumentException("no " + key))));
        return all;
    }

    /** Gathers, and sends only as often as somebody calls for it. */
    private static final class ByHand<K, V> implements BatchLoader<K, V> {

        private final BatchLoader<K, V> loader;
        private final Map<K, CompletableFuture<V>> waiting = new LinkedHashMap<>();
        private int dispatches;

        ByHand(BatchLoader<K, V> loader, int dispatches) {
            this.loader = loader;
            this.dispatches = dispatches;
        }

        private void dispatch() {
            if (dispatches-- > 0) {
                Map<K, CompletableFuture<V>> level = new LinkedHashMap<>(waiting);
                Map<K, V> values = loader.loadAll(level.keySet());
                level.forEach(
                        (key, future) -> Optional.ofNullable(values.get(key)).ifPresent(future::complete));
            }
        }

        @Override
        public V load(K key) {
            CompletableFuture<V> future = loadAsync(key).toCompletableFuture();
            dispatch();
            try {
                return future.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<V> find(K key) {
            return Optional.of(load(key));
        }

        @Override
        public CompletionStage<V> loadAsync(K key) {
            return waiting.computeIfAbsent(key, k -> new CompletableFuture<>());
        }

        @Override
        public CompletionStage<Optional<V>> findAsync(K key) {
            return loadAsync(key).thenApply(Optional::of);
        }

        @Override
        public Map<K, V> loadAll(Collection<? extends K> keys) {
            return loader.loadAll(keys);
        }

        @Override
        public CompletionStage<Map<K, V>> loadAllAsync(Collection<? extends K> keys) {
            return CompletableFuture.completedFuture(loader.loadAll(keys));
        }

        @Override
        public Map<K, KeyResult<V>> tryAll(Collection<? extends K> keys) {
            return loader.tryAll(keys);
        }

        @Override
        public void prefetch(Collection<? extends K> keys) {
            keys.forEach(this::loadAsync);
        }

        @Override
        public boolean prime(K key, V value) {
            return loader.prime(key, value);
        }

        @Override
        public void clear(K key) {
            loader.clear(key);
        }

        @Override
        public void clearAll() {
            loader.clearAll();
        }

        @Override
        public String name() {
            return loader.name();
        }

        @Override
        public BatchStatistics statistics() {
            return loader.statistics();
        }
    }
}
