package dev.scalingpatterns.testkit;

import dev.scalingpatterns.testkit.Race.Outcome;
import dev.scalingpatterns.testkit.Race.Racer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One run of a {@link Race}. */
final class RaceHeat<T extends @Nullable Object> {

    private final int threads;
    private final int rounds;
    private final Duration limit;
    private final IntConsumer before;
    private final IntConsumer after;
    private final Racer<T> racer;
    private final boolean stopAtFailure;

    private final CyclicBarrier line;
    /** One slot per call; each is written by one thread and read after it has met the others or was joined. */
    private final List<@Nullable Outcome<T>> slots;

    /** Both are changed only by the one thread that has the others waiting at the line. */
    private int next;

    private volatile boolean over;
    private volatile @Nullable Throwable checkFailure;
    private volatile boolean anyFailure;

    RaceHeat(
            int threads,
            int rounds,
            Duration limit,
            IntConsumer before,
            IntConsumer after,
            Racer<T> racer,
            boolean stopAtFailure) {
        this.threads = threads;
        this.rounds = rounds;
        this.limit = limit;
        this.before = before;
        this.after = after;
        this.racer = racer;
        this.stopAtFailure = stopAtFailure;
        line = new CyclicBarrier(threads, this::betweenRounds);
        slots = new ArrayList<>(Collections.nCopies(Math.multiplyExact(threads, rounds), null));
    }

    List<Outcome<T>> run() {
        List<Thread> racers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread thread = new Thread(() -> raceAll(number), "race-" + i);
            thread.setDaemon(true);
            racers.add(thread);
        }
        racers.forEach(Thread::start);
        try {
            join(racers);
        } catch (InterruptedException e) {
            racers.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the race was on", e);
        }
        Throwable check = checkFailure;
        if (check != null) {
            throw failedCheck(check);
        }
        return finished();
    }

    private void raceAll(int thread) {
        try {
            for (int round = 0; ; round++) {
                line.await();
                if (over) {
                    return;
                }
                slots.set(round * threads + thread, once(thread, round));
            }
        } catch (InterruptedException | BrokenBarrierException e) {
            // The deadline: run() tells it. A body that left the interrupt flag set ends up here as well.
            over = true;
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private Outcome<T> once(int thread, int round) {
        try {
            return new Outcome<>(thread, round, racer.race(thread, round), null);
        } catch (Throwable e) {
            anyFailure = true;
            return new Outcome<>(thread, round, null, e);
        }
    }

    /** Runs in the last thread to arrive. */
    private void betweenRounds() {
        try {
            if (next > 0) {
                after.accept(next - 1);
            }
            if (next == rounds || (stopAtFailure && anyFailure)) {
                over = true;
                return;
            }
            before.accept(next);
            next++;
        } catch (Throwable e) {
            checkFailure = e;
            over = true;
        }
    }

    private void join(List<Thread> racers) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Thread thread : racers) {
            long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
            thread.join(left);
            if (thread.isAlive()) {
                AssertionError late = late(racers);
                racers.forEach(Thread::interrupt);
                throw late;
            }
        }
    }

    private AssertionError late(List<Thread> racers) {
        AssertionError error = new AssertionError(
                "the race of " + threads + " threads and " + rounds + " rounds was not over within " + limit);
        for (Thread thread : racers) {
            if (thread.isAlive()) {
                Throwable where = new Throwable(thread.getName() + " is still here (" + thread.getState() + ")");
                where.setStackTrace(thread.getStackTrace());
                error.addSuppressed(where);
            }
        }
        return error;
    }

    private AssertionError failedCheck(Throwable check) {
        AssertionError error =
                new AssertionError("between rounds, at round " + next + ": " + check.getMessage(), check);
        for (Outcome<T> outcome : ended()) {
            if (outcome.failure() != null) {
                error.addSuppressed(outcome.failure());
            }
        }
        return error;
    }

    private List<Outcome<T>> finished() {
        List<Outcome<T>> ended = ended();
        if (ended.size() < slots.size() && !anyFailure) {
            throw new AssertionError("a body left its thread interrupted, so the race ended after " + ended.size()
                    + " of " + slots.size() + " calls");
        }
        return ended;
    }

    private List<Outcome<T>> ended() {
        List<Outcome<T>> ended = new ArrayList<>(slots.size());
        for (Outcome<T> outcome : slots) {
            if (outcome != null) {
                ended.add(outcome);
            }
        }
        return ended;
    }
}
