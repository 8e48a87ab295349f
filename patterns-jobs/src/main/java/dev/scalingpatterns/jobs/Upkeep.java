package dev.scalingpatterns.jobs;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A worker's one thread that keeps time: renews the lease, ends overdue attempts, sends acks that wait too long, gives back
 * what was fetched and does not get started, and looks for work when nobody signals it. While jobs run it looks every 10 ms;
 * on an idle worker it sleeps until there is something to do.
 */
final class Upkeep implements Runnable {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** So many ticks without a slot taking a job, and what waits behind them is given back. */
    private static final int STUCK_TICKS = 5;

    private final WorkerEngine engine;
    private final long beatNanos;
    private volatile @Nullable Thread thread;
    private volatile boolean ended;
    private volatile boolean beatWanted;
    private volatile boolean dozing;
    private volatile long lookAt;

    private long nextBeat;
    private int takenBefore;
    private int stuckTicks;

    Upkeep(WorkerEngine engine, Duration lease) {
        this.engine = engine;
        this.beatNanos = lease.toNanos() / 3;
        this.lookAt = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        nextBeat = System.nanoTime() + beatNanos;
        while (!ended) {
            long now = System.nanoTime();
            boolean reached;
            try {
                reached = round(now);
            } catch (RuntimeException e) {
                engine.backendFailed(e);
                reached = false;
            }
            sleep(reached);
        }
    }

    /** Whether the backend was reached. */
    private boolean round(long now) {
        engine.membership().fence(now);
        engine.endOverdue(now);
        engine.acks().flush();
        giveBackStuck();
        boolean rejoined = engine.membership().current() == null && !engine.isStopping();
        if (rejoined) {
            engine.membership().ensureJoined();
            engine.feed().poke();
        }
        engine.membership().closeRetired();
        if (beatWanted || now - nextBeat >= 0) {
            beatWanted = false;
            nextBeat = now + beatNanos;
            engine.membership().renew();
        }
        if (now - lookAt >= 0) {
            lookAt = now + TimeUnit.HOURS.toNanos(1);
            engine.feed().poke();
        }
        return true;
    }

    private void giveBackStuck() {
        int taken = engine.feed().taken();
        stuckTicks = taken == takenBefore && engine.feed().buffered() > 0 ? stuckTicks + 1 : 0;
        takenBefore = taken;
        if (stuckTicks >= STUCK_TICKS) {
            stuckTicks = 0;
            engine.feed().releaseBuffered();
        }
    }

    private void sleep(boolean reached) {
        if (!reached) {
            nextBeat = Math.min(nextBeat, System.nanoTime() + RETRY_NANOS);
            park(RETRY_NANOS);
        } else if (isBusy()) {
            park(TICK_NANOS);
        } else {
            dozing = true;
            // Whoever makes the worker busy looks at the flag after that, so one of the two sees the other.
            if (!isBusy() && !beatWanted) {
                long now = System.nanoTime();
                park(Math.min(nextBeat - now, lookAt - now));
            }
            dozing = false;
        }
    }

    private boolean isBusy() {
        return engine.feed().busy() > 0
                || engine.feed().buffered() > 0
                || engine.acks().size() > 0
                || engine.membership().hasRetired()
                || engine.membership().current() == null;
    }

    private void park(long nanos) {
        if (!ended && nanos > 0) {
            LockSupport.parkNanos(this, nanos);
            Thread.interrupted();
        }
    }

    /** A slot begins a job, which it has counted as busy before. */
    void jobStarts() {
        if (dozing) {
            wake();
        }
    }

    void lookAgainIn(Duration wait) {
        long at = System.nanoTime() + Math.min(wait.toNanos(), TimeUnit.HOURS.toNanos(1));
        boolean sooner = at - lookAt < 0;
        lookAt = at;
        if (sooner && dozing) {
            wake();
        }
    }

    void beatSoon() {
        beatWanted = true;
        wake();
    }

    void end() {
        ended = true;
        wake();
    }

    /** Has it look now. */
    void wake() {
        Thread sleeping = thread;
        if (sleeping != null) {
            LockSupport.unpark(sleeping);
        }
    }
}
