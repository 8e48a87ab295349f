package dev.scalingpatterns.jobs.batch;

import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One unit of work, such as a request, within which loads are gathered and each key is loaded once.
 *
 * <p>The scope knows its work: the thread that opened it and what is {@linkplain #fork forked} or given to its {@linkplain
 * #executor executor}, with the futures that depend on its loads. Whenever all of that waits on loads, the loads go, on
 * the thread that began to wait last; one batch per loader and level, a level after the other.
 *
 * <p><b>It never hangs.</b> A wait that the scope cannot see, a pool that does not start its tasks, or loads from foreign
 * threads make batches smaller, not late: where nothing moves the loads go after some milliseconds, on a thread of their
 * own ({@link BatchListener#onStall}). A load from within a batch function goes at once; one for a key of that very batch
 * is refused. Closing fails what still waits.
 *
 * <p>Three ways to find the scope: bind a loader, {@code scope.loader(posts)}, and pass it wherever you like; or rely on
 * the scope that is current on the threads of {@link #run}, of forks and of dependents; or pass the scope. Safe for use by
 * many threads, virtual ones too.
 */
public final class BatchScope implements AutoCloseable {

    private final Dispatcher dispatcher;
    private final BatchScopeOptions options;

    /** By loader, then by captured context. Guarded by the dispatcher's lock. */
    private final IdentityHashMap<LoaderDefinition<?, ?>, LoaderState<?, ?>> states = new IdentityHashMap<>(4);

    private final IdentityHashMap<LoaderDefinition<?, ?>, Map<@Nullable Object, LoaderState<?, ?>>> statesByContext =
            new IdentityHashMap<>(4);

    private BatchScope(BatchScopeOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        this.dispatcher = new Dispatcher(this, options);
    }

    /** Opens a scope with all defaults; the calling thread is its first task until it closes it. */
    public static BatchScope open() {
        return open(BatchScopeOptions.defaults());
    }

    /** Opens a scope; the calling thread is its first task until it closes it. It does not become current. */
    public static BatchScope open(BatchScopeOptions options) {
        return new BatchScope(options);
    }

    /** As {@link #call(BatchScopeOptions, Function)}, without a result and with all defaults. */
    public static void run(Consumer<? super BatchScope> body) {
        run(BatchScopeOptions.defaults(), body);
    }

    /** As {@link #call(BatchScopeOptions, Function)}, without a result. */
    public static void run(BatchScopeOptions options, Consumer<? super BatchScope> body) {
        Objects.requireNonNull(body, "body");
        BatchScope.<@Nullable Object>call(options, scope -> {
            body.accept(scope);
            return null;
        });
    }

    /** As {@link #call(BatchScopeOptions, Function)}, with all defaults. */
    public static <T extends @Nullable Object> T call(Function<? super BatchScope, ? extends T> body) {
        return call(BatchScopeOptions.defaults(), body);
    }

    /**
     * Runs a body in a new scope, which is current on this thread meanwhile, waits for what it forked and loaded without
     * waiting, and closes the scope. If the body throws, what is left is cancelled.
     *
     * @throws RuntimeException what the body throws
     * @throws CancellationException if the thread is interrupted while it waits for what is left; it stays interrupted
     * @throws dev.scalingpatterns.core.UnavailableException if the scope's deadline passes while it waits
     */
    public static <T extends @Nullable Object> T call(
            BatchScopeOptions options, Function<? super BatchScope, ? extends T> body) {
        Objects.requireNonNull(body, "body");
        try (BatchScope scope = open(options)) {
            Frame frame = Frame.enter(scope.dispatcher, null);
            try {
                T result = body.apply(scope);
                scope.awaitAll();
                return result;
            } finally {
                frame.leave();
            }
        }
    }

    /** The scope of the running {@link #run}, fork, batch or dependent on this thread. */
    public static Optional<BatchScope> current() {
        return Optional.ofNullable(currentOrNull());
    }

    static @Nullable BatchScope currentOrNull() {
        Frame frame = Frame.CURRENT.get();
        return frame == null ? null : frame.dispatcher.scope;
    }

    /**
     * A loader in this scope, for use from any thread.
     *
     * @throws IllegalArgumentException if the loader was not made by the factories of {@link BatchLoader}
     * @throws IllegalStateException if the scope is closed
     */
    public <K, V> BatchLoader<K, V> loader(BatchLoader<K, V> loader) {
        Objects.requireNonNull(loader, "loader");
        if (!(loader instanceof LoaderDefinition<K, V> definition)) {
            throw new IllegalArgumentException(
                    "not a loader that BatchLoader's factories made, or bound to a scope already: " + loader);
        }
        dispatcher.checkOpen();
        return new BoundLoader<>(this, definition, options.context() == null ? state(definition) : null);
    }

    @SuppressWarnings("unchecked") // a loader's state has its types
    private <K, V> LoaderState<K, V> state(LoaderDefinition<K, V> definition) {
        dispatcher.lock.lock();
        try {
            LoaderState<?, ?> state = states.get(definition);
            if (state == null) {
                state = new LoaderState<>(dispatcher, definition, null);
                states.put(definition, state);
            }
            return (LoaderState<K, V>) state;
        } finally {
            dispatcher.lock.unlock();
        }
    }

    /** The state for the context of the calling thread. */
    @SuppressWarnings("unchecked") // a loader's state has its types
    <K, V> LoaderState<K, V> stateHere(LoaderDefinition<K, V> definition) {
        CallerContext context = Objects.requireNonNull(options.context());
        Object captured = context.capture();
        dispatcher.lock.lock();
        try {
            return (LoaderState<K, V>) statesByContext
                    .computeIfAbsent(definition, ignored -> new HashMap<>(4))
                    .computeIfAbsent(captured, here -> new LoaderState<>(dispatcher, definition, here));
        } finally {
            dispatcher.lock.unlock();
        }
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /**
     * Starts a task of this scope on its executor.
     *
     * @return its result; cancelling it does not stop the task
     * @throws IllegalStateException if the scope is closed
     */
    public <T extends @Nullable Object> CompletableFuture<T> fork(Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        dispatcher.checkOpen();
        CompletableFuture<T> result = new ScopedFuture.DependentFuture<>(dispatcher);
        executor().execute(() -> {
            try {
                dispatcher.checkOpen();
                result.complete(task.call());
            } catch (Throwable e) { // whatever it is, somebody may wait for it
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** The scope's executor, whose tasks are work of this scope; for {@code CompletableFuture.supplyAsync} and its like. */
    public Executor executor() {
        Executor executor = options.executor();
        return dispatcher.tracked(executor != null ? executor : ThreadPerTask.INSTANCE);
    }

    /** An executor whose tasks run on another one and are work of this scope. */
    public Executor executor(Executor executor) {
        return dispatcher.tracked(Objects.requireNonNull(executor, "executor"));
    }

    /**
     * Waits, visibly to the scope, until all the futures are done; failed ones too. What {@code
     * CompletableFuture.allOf(…).join()} cannot tell the scope.
     *
     * @throws CancellationException if the thread is interrupted; it stays so
     * @throws dev.scalingpatterns.core.UnavailableException if the scope's deadline passes
     */
    public void await(Iterable<? extends CompletionStage<?>> stages) {
        for (CompletionStage<?> stage : stages) {
            awaitOne(stage);
        }
    }

    private void awaitOne(CompletionStage<?> stage) {
        ScopedFuture<?> seen;
        if (stage instanceof ScopedFuture<?> scoped && scoped.dispatcher() == dispatcher) {
            seen = scoped;
        } else {
            ScopedFuture<@Nullable Object> relay = new ScopedFuture.DependentFuture<>(dispatcher);
            var unused = stage.whenComplete((value, failure) -> relay.complete(null));
            seen = relay;
        }
        if (seen.isDone()) {
            return;
        }
        try {
            dispatcher.await(seen, 0);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Waits until everything forked has ended and no load waits. To be called by the thread that opened the scope.
     *
     * @throws CancellationException if the thread is interrupted; it stays so
     * @throws dev.scalingpatterns.core.UnavailableException if the scope's deadline passes
     */
    public void awaitAll() {
        try {
            dispatcher.drain();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static CancellationException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        CancellationException cancelled = new CancellationException("interrupted while waiting for a BatchScope");
        cancelled.initCause(e);
        return cancelled;
    }

    /** How long until the scope's deadline, zero when it has passed; empty without one. For the timeouts of drivers. */
    public Optional<Duration> timeLeft() {
        long deadline = dispatcher.deadline();
        return deadline == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }

    /**
     * Gives the work up: what waits gets a {@link CancellationException}, as does every later load, and the threads of
     * running forks are interrupted. A batch that runs is not stopped.
     */
    public void cancel() {
        end(more -> new CancellationException("BatchScope is cancelled" + more));
    }

    /**
     * Closes the scope; idempotent. Loads that still wait fail with {@link IllegalStateException}, as does every later use,
     * and the threads of running forks are interrupted; {@link #awaitAll} first if they shall end.
     */
    @Override
    public void close() {
        end(more -> new IllegalStateException("BatchScope is closed" + more));
    }

    private void end(Dispatcher.End reason) {
        if (dispatcher.end(reason)) {
            dispatcher.lock.lock();
            try {
                states.values().forEach(LoaderState::close);
                statesByContext.values().forEach(byContext -> byContext.values().forEach(LoaderState::close));
            } finally {
                dispatcher.lock.unlock();
            }
        }
    }
}
