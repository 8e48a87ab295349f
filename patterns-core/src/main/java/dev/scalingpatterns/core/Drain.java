package dev.scalingpatterns.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An orderly end: not ready any more, a grace for the balancer to notice, the work in flight, then the closers.
 *
 * <pre>{@code
 * try (Drain.Work work = drain.begin()) {     // each request
 *     handle(request);
 * }
 *
 * drain.close();                              // once, at the end: waits, then closes what was added
 * }</pre>
 *
 * <p>Requests that arrive during the grace are still served: the balancer sends them until it has noticed. After the
 * deadline the closers run although work is left. Safe for use by many threads.
 */
public final class Drain implements AutoCloseable {

    /** A piece of work in flight. */
    @FunctionalInterface
    public interface Work extends AutoCloseable {

        /** It is done. A second call does nothing. */
        @Override
        void close();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private enum State {
        OPEN,
        GRACE,
        WAITING,
        CLOSING,
        CLOSED
    }

    private final Health health;
    private final Duration grace;
    private final Duration deadline;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<AutoCloseable> closers = new ArrayDeque<>();
    private State state = State.OPEN;
    private int inFlight;
    private @Nullable Thread closing;

    private Drain(Health health, Duration grace, Duration deadline) {
        this.health = health;
        this.grace = grace;
        this.deadline = deadline;
    }

    /**
     * A drain.
     *
     * @param health is told that this program is not ready any more
     * @param grace how long to go on serving while the balancer notices: its probe interval times its threshold; zero
     *     where there is no balancer
     * @param deadline how long to wait for the work in flight after that
     * @throws IllegalArgumentException if one of them is negative
     */
    public static Drain of(Health health, Duration grace, Duration deadline) {
        Objects.requireNonNull(health, "health");
        if (grace.isNegative() || deadline.isNegative()) {
            throw new IllegalArgumentException("grace and deadline are not negative: " + grace + ", " + deadline);
        }
        return new Drain(health, grace, deadline);
    }

    /**
     * Adds what is closed at the end, the last added first.
     *
     * @throws IllegalStateException if the closing has begun
     */
    public void add(AutoCloseable closer) {
        Objects.requireNonNull(closer, "closer");
        lock.lock();
        try {
            if (state == State.CLOSING || state == State.CLOSED) {
                throw new IllegalStateException("this drain is closed");
            }
            closers.push(closer);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A piece of work begins; it ends with {@link Work#close}.
     *
     * @throws UnavailableException if the grace is over: the client has to go to another instance
     */
    public Work begin() {
        lock.lock();
        try {
            if (state != State.OPEN && state != State.GRACE) {
                throw new UnavailableException("drain.begin", "", "this instance is shutting down: use another");
            }
            inFlight++;
        } finally {
            lock.unlock();
        }
        return new Counted();
    }

    /** The work in flight now. */
    public int inFlight() {
        lock.lock();
        try {
            return inFlight;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends in order, and returns when the closers have run; a second call waits for the first, but for one by a
     * closer, which returns at once. An interrupt cuts the waiting short, not the closing. If a closer fails, the others run all the same and the first failure is thrown.
     */
    @Override
    public void close() {
        Deque<AutoCloseable> toClose;
        lock.lock();
        try {
            if (closing == Thread.currentThread()) {
                return; // a closer closes what closes it, as a container of beans does
            }
            if (state != State.OPEN) {
                awaitClosed();
                return;
            }
            state = State.GRACE;
            health.draining("draining");
            boolean interrupted = !await(grace, false);
            state = State.WAITING;
            interrupted |= !interrupted && !await(deadline, true);
            if (inFlight > 0) {
                LOG.warn("patterns: closing although {} pieces of work are in flight after {}", inFlight, deadline);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            toClose = new ArrayDeque<>(closers);
            closers.clear();
            closing = Thread.currentThread();
            state = State.CLOSING;
        } finally {
            lock.unlock();
        }
        try {
            Closing.all(toClose);
        } finally {
            closed();
        }
    }

    private void closed() {
        lock.lock();
        try {
            state = State.CLOSED;
            closing = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitClosed() {
        while (state != State.CLOSED) {
            changed.awaitUninterruptibly();
        }
    }

    /** Waits that long, or until nothing is in flight; false if interrupted. */
    private boolean await(Duration howLong, boolean untilIdle) {
        long left = howLong.toNanos();
        try {
            while (left > 0 && !(untilIdle && inFlight == 0)) {
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private final class Counted implements Work {

        private boolean done;

        @Override
        public void close() {
            lock.lock();
            try {
                if (!done) {
                    done = true;
                    inFlight--;
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
