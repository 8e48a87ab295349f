package dev.scalingpatterns.jobs.batch;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A thread that waits for a future; counts as running again from the moment at which the future is done. */
final class Waiter implements BiConsumer<@Nullable Object, @Nullable Throwable>, ForkJoinPool.ManagedBlocker {

    private final Dispatcher dispatcher;
    private final Thread thread = Thread.currentThread();
    private final boolean counts;
    private final long until;

    /** Written under the scope's lock. */
    private volatile boolean over;

    private boolean asleep;

    /** Waits until a time of {@link System#nanoTime}; 0: without an end. */
    Waiter(Dispatcher dispatcher, boolean counts, long until) {
        this.dispatcher = dispatcher;
        this.counts = counts;
        this.until = until;
    }

    @Override
    public void accept(@Nullable Object value, @Nullable Throwable failure) {
        dispatcher.lock.lock();
        try {
            if (!over) {
                over = true;
                asleep = Thread.currentThread() != thread;
                dispatcher.resumed(counts, !asleep);
            }
        } finally {
            dispatcher.lock.unlock();
        }
        LockSupport.unpark(thread);
    }

    /** The thread goes on, for whatever reason. */
    void leave() {
        dispatcher.lock.lock();
        try {
            if (!over) {
                over = true;
                dispatcher.resumed(counts, true);
            } else if (asleep) {
                asleep = false;
                dispatcher.awake();
            }
        } finally {
            dispatcher.lock.unlock();
        }
    }

    @Override
    public boolean block() throws InterruptedException {
        while (!isReleasable()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (until == 0) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, Math.max(1, until - System.nanoTime()));
            }
        }
        return true;
    }

    @Override
    public boolean isReleasable() {
        return over || (until != 0 && System.nanoTime() - until >= 0);
    }
}
