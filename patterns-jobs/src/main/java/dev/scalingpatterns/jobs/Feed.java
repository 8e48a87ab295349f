package dev.scalingpatterns.jobs;

import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.Claims;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives jobs to a worker's slots. There is no thread that fetches for the others: the slot that finds nothing left claims
 * for all, wakes one that rests, and each that was woken wakes the next while there is work. So an idle queue's job goes
 * from the signal to its handler in one change of threads.
 *
 * <p>It claims ahead only as much as the slots have lately run in {@link #AHEAD_NANOS}: slow jobs are left to other workers.
 */
final class Feed {

    private static final long AHEAD_NANOS = 5_000_000;

    private final WorkerEngine engine;
    private final Queue<HeldJob> buffer = new ConcurrentLinkedQueue<>();
    private final AtomicInteger buffered = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final ReentrantLock claiming = new ReentrantLock();
    private final ConcurrentLinkedDeque<Rest> resting = new ConcurrentLinkedDeque<>();
    private final AtomicInteger restingCount = new AtomicInteger();
    /** Whether a claim may find something. It is cleared before a claim, so that a signal during it is not lost. */
    private volatile boolean more = true;
    /** How long jobs have lately run; zero while nothing is known. Races between slots only blur it. */
    private volatile long averageNanos;

    private volatile int taken;

    private static final class Rest {

        final Thread thread = Thread.currentThread();
        volatile boolean over;
    }

    Feed(WorkerEngine engine) {
        this.engine = engine;
    }

    /** The next job for the calling slot, which counts as busy until {@link #done}; null when the worker stops. */
    @Nullable HeldJob next() {
        while (true) {
            HeldJob job = takeBuffered();
            if (job != null) {
                if (buffered.get() > 0) {
                    wakeOne();
                }
                return job;
            }
            if (engine.isStopping()) {
                return null;
            }
            engine.acks().flush();
            if (more) {
                claimOnce();
            } else {
                rest();
            }
        }
    }

    private @Nullable HeldJob takeBuffered() {
        // Busy first: one who waits for the last slot must not look between the two.
        busy.incrementAndGet();
        HeldJob job = engine.isStopping() ? null : buffer.poll();
        if (job == null) {
            busy.decrementAndGet();
            return null;
        }
        buffered.decrementAndGet();
        countTaken();
        return job;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only whether it changes matters, and a lost step still changes it
    private void countTaken() {
        taken++;
    }

    /** The slot has ended its job. */
    void done(long ranNanos) {
        busy.decrementAndGet();
        long average = averageNanos;
        averageNanos = average == 0 ? Math.max(1, ranNanos) : Math.max(1, average + (ranNanos - average) / 16);
    }

    private void claimOnce() {
        claiming.lock();
        try {
            Seat seat = engine.membership().current();
            if (!more || buffered.get() > 0 || engine.isStopping()) {
                return;
            }
            more = false;
            if (seat != null) {
                claim(seat, wanted());
            }
        } finally {
            claiming.unlock();
        }
    }

    private int wanted() {
        int slots = 1 + restingCount.get();
        long average = averageNanos;
        long ahead = average == 0 ? 0 : engine.config().concurrency() * (AHEAD_NANOS / average);
        return (int) Math.min(slots + ahead, Math.max(slots, engine.config().prefetch()));
    }

    private void claim(Seat seat, int wanted) {
        Claims claims;
        try {
            claims = seat.session.claim(engine.config().queues(), wanted);
        } catch (JobLeaseLostException e) {
            engine.seatLost(seat);
            return;
        } catch (RuntimeException e) {
            engine.claimFailed(seat, e);
            return;
        }
        engine.lookAgainIn(claims.lookAgainIn());
        seat.claims.addAndGet(claims.jobs().size());
        for (ClaimedJob job : claims.jobs()) {
            buffer.add(new HeldJob(seat, job));
            buffered.incrementAndGet();
        }
        if (claims.jobs().size() >= wanted) {
            more = true;
            // Someone may have gone to rest while the flag was down.
            wakeOne();
        }
    }

    private void rest() {
        Rest rest = new Rest();
        resting.push(rest);
        restingCount.incrementAndGet();
        // Who adds work looks at the resting after that, so one of the two sees the other.
        if (buffered.get() > 0 || more || engine.isStopping()) {
            if (resting.remove(rest)) {
                restingCount.decrementAndGet();
            }
            return;
        }
        while (!rest.over) {
            LockSupport.park(this);
            // Nobody means to stop a resting slot by an interrupt, and park would not rest with one pending.
            Thread.interrupted();
        }
    }

    private boolean wakeOne() {
        Rest rest = resting.poll();
        if (rest == null) {
            return false;
        }
        restingCount.decrementAndGet();
        rest.over = true;
        LockSupport.unpark(rest.thread);
        return true;
    }

    /** There may be something to claim. */
    void poke() {
        more = true;
        wakeOne();
    }

    void wakeAll() {
        while (wakeOne()) {
            // The next.
        }
    }

    /** Gives back what no slot has started. */
    void releaseBuffered() {
        HeldJob job = buffer.poll();
        while (job != null) {
            buffered.decrementAndGet();
            engine.acks().add(job, new Settlement.Release(job.job().token()));
            job = buffer.poll();
        }
        engine.acks().flush();
    }

    /** Waits for a claim that is under way, and gives back what it brought; for a worker that has begun to stop. */
    void releaseAll() {
        claiming.lock();
        try {
            releaseBuffered();
        } finally {
            claiming.unlock();
        }
    }

    int buffered() {
        return buffered.get();
    }

    int busy() {
        return busy.get();
    }

    /** Changes with every job a slot takes. */
    int taken() {
        return taken;
    }
}
