package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.PatternsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One acquisition. It goes from held to lost or to released, once. */
final class HeldLease implements Lease {

    private static final Logger LOG = LoggerFactory.getLogger(HeldLease.class);
    private static final int RENEWALS_PER_DURATION = 3;

    private enum State {
        HELD,
        LOST,
        RELEASED
    }

    private final DefaultLeaseManager manager;
    private final String name;
    private final String owner;
    private final long token;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> lossActions = new ArrayList<>();
    private volatile State state = State.HELD;
    private volatile long until;
    private volatile @Nullable Future<?> watch;

    HeldLease(DefaultLeaseManager manager, String name, String owner, long token, long asked) {
        this.manager = manager;
        this.name = name;
        this.owner = owner;
        this.token = token;
        this.until = asked + manager.options().duration().toNanos();
    }

    /** Renews now and then, or at least looks whether the lease has ended, so that its holder is told. */
    void watch(ScheduledExecutorService executor) {
        long period = Math.max(1, manager.options().duration().toNanos() / RENEWALS_PER_DURATION);
        try {
            watch = executor.scheduleAtFixedRate(this::look, period, period, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            close();
            throw new IllegalStateException("this LeaseManager is closed, or the executor it was given is", e);
        }
        if (state != State.HELD) {
            stopWatching();
        }
    }

    private void look() {
        if (manager.options().renewed()) {
            try {
                renew();
                return;
            } catch (PatternsException e) {
                manager.listeners().tell(LeaseListener::renewalFailed);
                LOG.debug("lease {} could not be renewed; it is tried again while it lasts", name, e);
            }
        }
        if (remaining().isZero()) {
            lose();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long token() {
        return token;
    }

    @Override
    public boolean isHeld() {
        return state == State.HELD && until - manager.nanos() > 0;
    }

    @Override
    public Duration remaining() {
        return state == State.HELD ? Duration.ofNanos(Math.max(0, until - manager.nanos())) : Duration.ZERO;
    }

    @Override
    public boolean renew() {
        if (state != State.HELD) {
            return false;
        }
        long asked = manager.nanos();
        if (!manager.driver().renew(name, owner, manager.options().duration())) {
            lose();
            return false;
        }
        until = asked + manager.options().duration().toNanos();
        manager.listeners().tell(LeaseListener::renewed);
        return state == State.HELD;
    }

    @Override
    public void onLoss(Runnable action) {
        Objects.requireNonNull(action, "action");
        lock.lock();
        try {
            if (state == State.HELD) {
                lossActions.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        if (state == State.LOST) {
            run(action);
        }
    }

    private void lose() {
        if (!leave(State.LOST)) {
            return;
        }
        manager.listeners().tell(LeaseListener::lost);
        lossActions.forEach(HeldLease::run);
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOG.error("what a lease's holder wanted done at its loss failed", e);
        }
    }

    /** From held to somewhere else; false if it was not held. No action is added afterwards. */
    private boolean leave(State next) {
        lock.lock();
        try {
            if (state != State.HELD) {
                return false;
            }
            state = next;
        } finally {
            lock.unlock();
        }
        stopWatching();
        manager.forget(this);
        return true;
    }

    private void stopWatching() {
        Future<?> watching = watch;
        if (watching != null) {
            watching.cancel(false);
        }
    }

    @Override
    public void close() {
        if (!leave(State.RELEASED)) {
            return;
        }
        try {
            if (manager.driver().release(name, owner)) {
                manager.listeners().tell(LeaseListener::released);
            }
        } catch (PatternsException e) {
            LOG.debug("lease {} could not be released; it ends by itself", name, e);
        }
    }

    @Override
    public String toString() {
        return "Lease[" + name + ", token " + token + ", " + state + "]";
    }
}
