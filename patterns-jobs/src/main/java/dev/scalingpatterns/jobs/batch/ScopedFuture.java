package dev.scalingpatterns.jobs.batch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A future that its scope can see: waiting for it, or for what depends on it, counts as waiting on a load, and what it
 * sends to an executor counts as work of the scope.
 */
abstract class ScopedFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    abstract Dispatcher dispatcher();

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new DependentFuture<>(dispatcher());
    }

    @Override
    public Executor defaultExecutor() {
        return dispatcher().tracked(super.defaultExecutor());
    }

    @Override
    public T join() {
        if (!isDone()) {
            dispatcher().awaitUninterruptibly(this);
        }
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (!isDone()) {
            dispatcher().await(this, 0);
        }
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!isDone()) {
            long nanos = unit.toNanos(timeout);
            if (nanos <= 0 || !dispatcher().await(this, nanos)) {
                throw new TimeoutException();
            }
        }
        return super.get();
    }

    /** What it failed with, if it did; as it was thrown. */
    @Nullable Throwable failure() {
        if (!isCompletedExceptionally()) {
            return null;
        }
        try {
            super.join();
            return null;
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            return cause == null ? e : cause;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private Executor tracked(Executor executor) {
        return dispatcher().tracked(executor);
    }

    @Override
    public <U> CompletableFuture<U> thenApplyAsync(Function<? super T, ? extends U> fn, Executor executor) {
        return super.thenApplyAsync(fn, tracked(executor));
    }

    @Override
    public CompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
        return super.thenAcceptAsync(action, tracked(executor));
    }

    @Override
    public CompletableFuture<Void> thenRunAsync(Runnable action, Executor executor) {
        return super.thenRunAsync(action, tracked(executor));
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn, Executor executor) {
        return super.thenCombineAsync(other, fn, tracked(executor));
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action, Executor executor) {
        return super.thenAcceptBothAsync(other, action, tracked(executor));
    }

    @Override
    public CompletableFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return super.runAfterBothAsync(other, action, tracked(executor));
    }

    @Override
    public <U> CompletableFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn, Executor executor) {
        return super.applyToEitherAsync(other, fn, tracked(executor));
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        return super.acceptEitherAsync(other, action, tracked(executor));
    }

    @Override
    public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return super.runAfterEitherAsync(other, action, tracked(executor));
    }

    @Override
    public <U> CompletableFuture<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
        return super.thenComposeAsync(fn, tracked(executor));
    }

    @Override
    public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action, Executor executor) {
        return super.whenCompleteAsync(action, tracked(executor));
    }

    @Override
    public <U> CompletableFuture<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> fn, Executor executor) {
        return super.handleAsync(fn, tracked(executor));
    }

    @Override
    public CompletableFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> fn, Executor executor) {
        return super.exceptionallyAsync(fn, tracked(executor));
    }

    @Override
    public CompletableFuture<T> exceptionallyComposeAsync(
            Function<Throwable, ? extends CompletionStage<T>> fn, Executor executor) {
        return super.exceptionallyComposeAsync(fn, tracked(executor));
    }

    /** What depends on a load, and the result of a fork. */
    static final class DependentFuture<T extends @Nullable Object> extends ScopedFuture<T> {

        private final Dispatcher dispatcher;

        DependentFuture(Dispatcher dispatcher) {
            this.dispatcher = dispatcher;
        }

        @Override
        Dispatcher dispatcher() {
            return dispatcher;
        }
    }
}
