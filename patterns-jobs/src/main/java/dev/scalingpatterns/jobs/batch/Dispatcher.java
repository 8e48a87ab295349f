package dev.scalingpatterns.jobs.batch;

import dev.scalingpatterns.core.UnavailableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Knows how much of a scope's work is running, and lets what waits go when the rest has come to rest.
 *
 * <p>A <em>task</em> is the thread that opened the scope, or something forked. {@code running} counts the tasks that will
 * go on by themselves: not those that wait for a load, and from the moment at which their load is done they count again,
 * before they have woken up. When it falls to zero the thread that made it so runs the next {@link Wave}, itself; while it
 * does it has the <em>role</em> ({@code dispatching}), nobody else begins a wave, and it is not counted. A thread that
 * must park within its wave gives the role up, and is counted when it comes back.
 *
 * <p>What the scope cannot see (a thread that waits for a load in another way; a task that its pool never starts) is the
 * business of {@link StallWatch}.
 */
final class Dispatcher {

    final ReentrantLock lock = new ReentrantLock();
    final BatchScope scope;

    private final Condition changed = lock.newCondition();
    private final BatchScopeOptions options;
    private final long deadline;
    private final @Nullable QueryRecording recording = QueryRecording.current();
    private final List<LoaderState<?, ?>> waiting = new ArrayList<>(4);
    private final Set<Frame> tasks = new HashSet<>(4);
    private final Frame owner;
    private final Watched watched = new Watched();

    private int running;
    private int queued;
    private int started;

    /** Those of the queued that have a thread of their own. */
    private int starting;

    /** Threads whose load is done, and which count again, but have not woken up yet. */
    private int waking;

    /** As many started tasks as the executor seems to have threads; learned when it stalls. */
    private int capacity = Integer.MAX_VALUE;

    private @Nullable Thread dispatching;

    /** Grows with all that happens; a scope in which it stands still may be stalled. */
    private long progress;

    private volatile @Nullable End ended;

    private enum Reason {
        REST,
        STALL,
        TOO_DEEP
    }

    /** Why a scope takes no more loads. */
    @FunctionalInterface
    interface End {

        /** An exception for one caller; {@code more} is appended to the message. */
        RuntimeException failure(String more);
    }

    /** What the watch knows of this scope; guarded by the lock, like the rest. */
    private static final class Watched {

        private static final int PATIENCE_WITH_FUTURE = 2;
        private static final int PATIENCE = 10;
        private static final int PATIENCE_WITH_BATCH = 50;
        private static final int PATIENCE_WITH_BUSY = 500;

        boolean on;
        long seen;
        int still;
    }

    Dispatcher(BatchScope scope, BatchScopeOptions options) {
        this.scope = scope;
        this.options = options;
        this.deadline = options.deadline() == null
                ? 0
                : Math.max(1, System.nanoTime() + options.deadline().toNanos());
        this.owner = Frame.apart(this);
        tasks.add(owner);
        running = 1;
    }

    // ------------------------------------------------------------------------------------------ asked by the loaders

    void checkOpen() {
        End end = ended;
        if (end != null) {
            throw end.failure("");
        }
    }

    /** A key was added to those that wait; the lock is held. */
    void asked(LoaderState<?, ?> state, boolean first, boolean watch) {
        progress++;
        if (first) {
            waiting.add(state);
        }
        if (watch && !watched.on) {
            startWatch();
        }
    }

    /** From now on nobody may visibly wait for the loads; the lock is held. */
    private void startWatch() {
        if (!watched.on && !waiting.isEmpty()) {
            watched.on = true;
            watched.seen = -1;
            StallWatch.add(this);
        }
    }

    /** A batch function that waits for a key of its own batch would wait for itself. */
    void refuseCycle(LoadNode<?, ?> node) {
        if (!node.taken) {
            return;
        }
        for (Frame frame = Frame.CURRENT.get(); frame != null; frame = frame.outer) {
            if (frame.wave != null && frame.wave.isLoading(node)) {
                throw new IllegalStateException("batch loader '" + node.state.definition.name + "': key " + node.key
                        + " is asked for by the batch function that is loading it");
            }
        }
    }

    // ------------------------------------------------------------------------------------------------------ waiting

    /** Waits until a future of this scope is done, whatever interrupts, unless the deadline passes. */
    void awaitUninterruptibly(Future<?> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    await((ScopedFuture<?>) future, 0);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits until a future of this scope is done.
     *
     * @param nanos how long at most; 0: without a limit of its own
     * @return false when the time has passed
     * @throws UnavailableException if the scope's deadline passes first
     */
    boolean await(ScopedFuture<?> future, long nanos) throws InterruptedException {
        Thread me = Thread.currentThread();
        Frame frame = Frame.of(this);
        if (frame != null && frame.wave != null) {
            frame.wave.run();
        }
        long until = nanos == 0 ? 0 : nonZero(System.nanoTime() + nanos);
        long end = until == 0 || (deadline != 0 && deadline - until < 0) ? deadline : until;
        Waiter waiter;
        lock.lock();
        try {
            boolean role = dispatching == me;
            boolean counts = frame != null || isOwner(me);
            if (role) {
                dispatching = null;
            } else if (counts) {
                running--;
            }
            drive(future);
            if (future.isDone()) {
                takeBack(me, role, counts);
                return true;
            }
            waiter = new Waiter(this, counts, end);
            var unused = future.whenComplete(waiter);
            changed.signalAll();
            startWatch();
        } finally {
            lock.unlock();
        }
        try {
            ForkJoinPool.managedBlock(waiter);
        } finally {
            waiter.leave();
        }
        if (!future.isDone()) {
            if (until != 0 && end == until) {
                return false;
            }
            throw tooLate("");
        }
        return true;
    }

    private void takeBack(Thread me, boolean role, boolean counts) {
        if (role && dispatching == null) {
            dispatching = me;
        } else if (counts) {
            running++;
        }
    }

    private boolean isOwner(Thread thread) {
        return owner.thread == thread;
    }

    private static long nonZero(long nanos) {
        return nanos == 0 ? 1 : nanos;
    }

    /** A thread that waited will go on; the lock is held. */
    void resumed(boolean counts, boolean awake) {
        progress++;
        if (counts) {
            running++;
        }
        if (!awake) {
            waking++;
        }
    }

    /** It has woken up; the lock is held. */
    void awake() {
        waking--;
    }

    // --------------------------------------------------------------------------------------------------- dispatching

    private boolean quiescent() {
        return running == 0
                && dispatching == null
                && !waiting.isEmpty()
                && (queued == 0 || (starting == 0 && started >= capacity));
    }

    /** Runs waves for as long as nothing else of the scope can go on; the lock is held, but not while they run. */
    private void drive(@Nullable Future<?> until) {
        int levels = 0;
        while (quiescent() && (until == null || !until.isDone())) {
            wave(++levels > options.maxLevels() ? Reason.TOO_DEEP : Reason.REST);
        }
    }

    private void wave(Reason reason) {
        Thread me = Thread.currentThread();
        dispatching = me;
        long window = options.window().toNanos();
        if (window > 0) {
            lock.unlock();
            LockSupport.parkNanos(window);
            lock.lock();
        }
        Wave wave = take();
        boolean late = deadline != 0 && System.nanoTime() - deadline >= 0;
        lock.unlock();
        Frame frame = Frame.enter(this, wave);
        try {
            if (late) {
                wave.fail(batch -> tooLate(batch.loader()));
            } else if (reason == Reason.TOO_DEEP) {
                wave.fail(this::tooDeep);
            } else {
                if (reason == Reason.STALL) {
                    wave.tell(BatchListener::onStall);
                }
                wave.run();
            }
        } finally {
            frame.leave();
            lock.lock();
            if (dispatching == me) {
                dispatching = null;
            } else {
                running--;
            }
            progress++;
            changed.signalAll();
        }
    }

    private Wave take() {
        List<Batch<?, ?>> batches = new ArrayList<>(waiting.size());
        for (LoaderState<?, ?> state : waiting) {
            for (Batch<?, ?> batch : state.take()) {
                batches.add(batch);
            }
        }
        waiting.clear();
        return new Wave(batches, options.context());
    }

    private static UnavailableException tooLate(String loader) {
        return new UnavailableException("batch.load", loader, "the scope's deadline has passed");
    }

    private IllegalStateException tooDeep(Batch<?, ?> batch) {
        return new IllegalStateException("batch loader '" + batch.loader() + "': loads that begin loads went on for "
                + options.maxLevels() + " levels; break the chain, or raise maxLevels");
    }

    // --------------------------------------------------------------------------------------------------------- tasks

    /** An executor whose tasks are work of this scope. */
    Executor tracked(Executor executor) {
        // A thread of its own starts soon, however busy the machine is; a pool may be full of tasks that wait.
        boolean starts = executor == ThreadPerTask.INSTANCE;
        return body -> {
            if (ended != null) {
                executor.execute(body);
                return;
            }
            queued(1, starts);
            try {
                executor.execute(new Task(body, starts));
            } catch (RejectedExecutionException e) {
                queued(-1, starts);
                throw e;
            }
        };
    }

    private void queued(int more, boolean starts) {
        lock.lock();
        try {
            queued += more;
            starting += starts ? more : 0;
            progress++;
            if (more < 0) {
                drive(null);
            }
        } finally {
            lock.unlock();
        }
    }

    private final class Task implements Runnable {

        private final Runnable body;
        private final boolean starts;
        private final @Nullable QueryRecording recording = QueryRecording.current();
        private final @Nullable CallerContext context = options.context();
        private final @Nullable Object captured = context == null ? null : context.capture();

        Task(Runnable body, boolean starts) {
            this.body = body;
            this.starts = starts;
        }

        @Override
        public void run() {
            if (Frame.of(Dispatcher.this) != null || isOwner(Thread.currentThread())) {
                // The executor runs it at once, within a task that is counted already.
                started(null, starts);
                inContext();
                return;
            }
            Frame frame = Frame.enter(Dispatcher.this, null);
            QueryRecording before = QueryRecording.enter(recording);
            started(frame, starts);
            try {
                inContext();
            } finally {
                frame.leave();
                ended(frame);
                QueryRecording.enter(before);
            }
        }

        private void inContext() {
            CallerContext.Restored restored = context == null ? null : context.restore(captured);
            try {
                body.run();
            } finally {
                if (restored != null) {
                    restored.close();
                }
            }
        }
    }

    private void started(@Nullable Frame frame, boolean starts) {
        lock.lock();
        try {
            queued--;
            starting -= starts ? 1 : 0;
            progress++;
            if (frame != null) {
                started++;
                running++;
                tasks.add(frame);
                if (started > capacity) {
                    capacity = Integer.MAX_VALUE;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void ended(Frame frame) {
        lock.lock();
        try {
            started--;
            running--;
            progress++;
            tasks.remove(frame);
            drive(null);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ----------------------------------------------------------------------------------------------------- the scope

    /** Lets the owner wait until nothing is left to do. */
    void drain() throws InterruptedException {
        lock.lock();
        try {
            running--;
            while (ended == null) {
                drive(null);
                if (waiting.isEmpty() && queued == 0 && started == 0 && dispatching == null) {
                    break;
                }
                if (deadline == 0) {
                    startWatch();
                    changed.await();
                } else if (deadline - System.nanoTime() <= 0 || changed.awaitNanos(deadline - System.nanoTime()) <= 0) {
                    throw tooLate("");
                }
            }
        } finally {
            running++;
            lock.unlock();
        }
    }

    /** Ends the scope: what waits fails, and so does every later use. The first end counts; whether this is it. */
    boolean end(End reason) {
        Wave left;
        lock.lock();
        try {
            if (ended != null) {
                return false;
            }
            ended = reason;
            left = take();
            for (Frame task : tasks) {
                if (task != owner) {
                    task.thread.interrupt();
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.tell(BatchListener::onAbandoned);
        left.fail(batch -> reason.failure("; " + batch.keyCount() + " loads of '" + batch.loader() + "' were waiting"));
        return true;
    }

    long deadline() {
        return deadline;
    }

    // ---------------------------------------------------------------------------------------------------- the watch

    /**
     * Looks whether the scope stands still although loads wait, and if so lets them go, on a thread of their own.
     *
     * @return whether to look again
     */
    boolean lookAgain() {
        if (!lock.tryLock()) {
            return true;
        }
        try {
            if (ended != null || waiting.isEmpty()) {
                watched.on = false;
                return false;
            }
            if (progress != watched.seen || lock.hasQueuedThreads()) {
                watched.seen = progress;
                watched.still = 0;
            } else if (++watched.still >= patience()) {
                if (queued > 0 && running == 0 && dispatching == null) {
                    capacity = Math.max(1, started);
                }
                watched.seen = -1;
                Thread rescue = new Thread(this::dispatchStalled, "patterns-batch-dispatch");
                rescue.setDaemon(true);
                rescue.start();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private int patience() {
        if (dispatching != null) {
            return Watched.PATIENCE_WITH_BATCH;
        }
        if (starting > 0 || waking > 0) {
            return Watched.PATIENCE_WITH_BUSY;
        }
        if (running == 0) {
            return queued == 0 ? 1 : Watched.PATIENCE;
        }
        int patience = Watched.PATIENCE_WITH_FUTURE;
        for (Frame task : tasks) {
            patience = Math.max(patience, patience(task.thread));
        }
        return patience;
    }

    private static int patience(Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        return switch (thread.getState()) {
            case TERMINATED -> 1;
            case WAITING, TIMED_WAITING ->
                blocker instanceof Waiter || isFuture(blocker) ? Watched.PATIENCE_WITH_FUTURE : Watched.PATIENCE;
            case BLOCKED -> Watched.PATIENCE;
            default -> Watched.PATIENCE_WITH_BUSY;
        };
    }

    /** Whether a thread waits for a {@link java.util.concurrent.CompletableFuture}, most likely one of our loads. */
    private static boolean isFuture(@Nullable Object blocker) {
        return blocker != null && blocker.getClass().getName().startsWith("java.util.concurrent.CompletableFuture$");
    }

    private void dispatchStalled() {
        QueryRecording before = QueryRecording.enter(recording);
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                return;
            }
            if (dispatching != null) {
                // Its batch function waits for something, perhaps for these very loads.
                running++;
            }
            wave(Reason.STALL);
            drive(null);
        } finally {
            lock.unlock();
            QueryRecording.enter(before);
        }
    }
}
