package dev.scalingpatterns.jobs.batch;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A loader in one scope. */
final class BoundLoader<K, V> implements BatchLoader<K, V> {

    private final BatchScope scope;
    private final LoaderDefinition<K, V> definition;

    /** The state, where no captured context decides which. */
    private final @Nullable LoaderState<K, V> only;

    BoundLoader(BatchScope scope, LoaderDefinition<K, V> definition, @Nullable LoaderState<K, V> only) {
        this.scope = scope;
        this.definition = definition;
        this.only = only;
    }

    private LoaderState<K, V> state() {
        LoaderState<K, V> state = only;
        return state != null ? state : scope.stateHere(definition);
    }

    @Override
    public V load(K key) {
        LoadNode<K, V> node = state().node(key, false);
        await(node);
        return value(node);
    }

    @Override
    public Optional<V> find(K key) {
        LoadNode<K, V> node = state().node(key, false);
        await(node);
        return node.failure() instanceof MissingKeyException ? Optional.empty() : Optional.of(value(node));
    }

    @Override
    public CompletionStage<V> loadAsync(K key) {
        return state().node(key, true);
    }

    @Override
    public CompletionStage<Optional<V>> findAsync(K key) {
        return state().node(key, true).handle((value, failure) -> {
            if (failure == null) {
                return Optional.of(value);
            }
            if (failure instanceof MissingKeyException) {
                return Optional.empty();
            }
            throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
        });
    }

    @Override
    public Map<K, V> loadAll(Collection<? extends K> keys) {
        Map<K, LoadNode<K, V>> nodes = nodes(keys, false);
        nodes.values().forEach(this::await);
        return values(nodes);
    }

    private Map<K, V> values(Map<K, LoadNode<K, V>> nodes) {
        Map<K, V> values = new LinkedHashMap<>(nodes.size() * 2);
        nodes.forEach((key, node) -> {
            if (!(node.failure() instanceof MissingKeyException)) {
                values.put(key, value(node));
            }
        });
        return Collections.unmodifiableMap(values);
    }

    @Override
    public CompletionStage<Map<K, V>> loadAllAsync(Collection<? extends K> keys) {
        Map<K, LoadNode<K, V>> nodes = nodes(keys, true);
        CompletableFuture<Void> all = CompletableFuture.allOf(nodes.values().toArray(new CompletableFuture<?>[0]));
        CompletableFuture<Map<K, V>> result = new ScopedFuture.DependentFuture<>(scope.dispatcher());
        var unused = all.whenComplete((ignored, failure) -> {
            try {
                result.complete(values(nodes));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(
                        e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
            }
        });
        return result;
    }

    @Override
    public Map<K, KeyResult<V>> tryAll(Collection<? extends K> keys) {
        Map<K, LoadNode<K, V>> nodes = nodes(keys, false);
        nodes.values().forEach(this::await);
        Map<K, KeyResult<V>> results = new LinkedHashMap<>(nodes.size() * 2);
        nodes.forEach((key, node) -> results.put(key, result(node)));
        return Collections.unmodifiableMap(results);
    }

    private KeyResult<V> result(LoadNode<K, V> node) {
        Throwable failure = node.failure();
        if (failure instanceof MissingKeyException) {
            return KeyResult.missing();
        }
        return failure == null ? KeyResult.found(node.join()) : KeyResult.failed(failure);
    }

    @Override
    public void prefetch(Collection<? extends K> keys) {
        nodes(keys, true);
    }

    private Map<K, LoadNode<K, V>> nodes(Collection<? extends K> keys, boolean watched) {
        LoaderState<K, V> state = state();
        Map<K, LoadNode<K, V>> nodes = new LinkedHashMap<>(keys.size() * 2);
        for (K key : keys) {
            nodes.put(key, state.node(key, watched));
        }
        return nodes;
    }

    @Override
    public boolean prime(K key, V value) {
        return state().prime(key, value);
    }

    @Override
    public void clear(K key) {
        state().clear(key);
    }

    @Override
    public void clearAll() {
        state().clearAll();
    }

    @Override
    public String name() {
        return definition.name;
    }

    @Override
    public BatchStatistics statistics() {
        return state().statistics();
    }

    @Override
    public String toString() {
        return "BatchLoader[" + name() + " in a scope]";
    }

    private void await(LoadNode<K, V> node) {
        if (node.isDone()) {
            return;
        }
        try {
            node.dispatcher().await(node, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled =
                    new CancellationException("batch loader '" + definition.name + "': interrupted while waiting");
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    /** The value of a node that is done, or what it failed with. */
    private V value(LoadNode<K, V> node) {
        Throwable failure = node.failure();
        if (failure == null) {
            return node.join();
        }
        if (failure instanceof MissingKeyException) {
            throw new MissingKeyException(definition.name, node.key, true);
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw new CompletionException("batch loader '" + definition.name + "': its function failed", failure);
    }
}
