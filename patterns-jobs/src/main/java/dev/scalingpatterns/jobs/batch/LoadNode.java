package dev.scalingpatterns.jobs.batch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One key of one loader in one scope, and at the same time the stage that all its callers share: 32 bytes in all. Only
 * its batch completes it; a caller that wants to cancel or to time out gets a copy.
 */
final class LoadNode<K, V> extends ScopedFuture<V> {

    final K key;
    final LoaderState<K, V> state;

    /** It has left the list of those that wait. Guarded by the scope's lock. */
    boolean taken;

    LoadNode(K key, LoaderState<K, V> state) {
        this.key = key;
        this.state = state;
    }

    @Override
    Dispatcher dispatcher() {
        return state.dispatcher;
    }

    void succeed(V value) {
        super.complete(value);
    }

    void fail(Throwable failure) {
        super.completeExceptionally(failure);
    }

    @Override
    public boolean complete(@Nullable V value) {
        return false;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return false;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public CompletableFuture<V> orTimeout(long timeout, TimeUnit unit) {
        return copy().orTimeout(timeout, unit);
    }

    @Override
    public CompletableFuture<V> completeOnTimeout(V value, long timeout, TimeUnit unit) {
        return copy().completeOnTimeout(value, timeout, unit);
    }

    @Override
    public CompletableFuture<V> completeAsync(Supplier<? extends V> supplier, Executor executor) {
        throw shared();
    }

    @Override
    public void obtrudeValue(V value) {
        throw shared();
    }

    @Override
    public void obtrudeException(Throwable failure) {
        throw shared();
    }

    private UnsupportedOperationException shared() {
        return new UnsupportedOperationException(
                "a load of '" + state.definition.name + "' is shared by all who asked for its key; use copy()");
    }
}
