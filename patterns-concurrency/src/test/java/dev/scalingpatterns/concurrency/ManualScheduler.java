package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs periodic tasks when a {@link SettableTime} is moved past their times, in the thread that moves it. */
public final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {

    private final SettableTime time;
    private final List<Periodic> tasks = new ArrayList<>();
    private boolean shutDown;

    /** On this clock. */
    public ManualScheduler(SettableTime time) {
        this.time = time;
    }

    /** Moves the clock, stopping wherever a task is due, to run it. */
    public void pass(Duration step) {
        Instant end = time.instant().plus(step);
        for (Optional<Periodic> next = nextDue(end); next.isPresent(); next = nextDue(end)) {
            if (next.get().due.isAfter(time.instant())) {
                time.set(next.get().due);
            }
            next.get().runOnce();
        }
        time.set(end);
    }

    private synchronized Optional<Periodic> nextDue(Instant end) {
        tasks.removeIf(FutureTask::isDone);
        return tasks.stream().filter(task -> !task.due.isAfter(end)).min((a, b) -> a.due.compareTo(b.due));
    }

    private static final class Periodic extends FutureTask<Boolean> implements ScheduledFuture<Boolean> {

        private final Duration period;
        private Instant due;

        Periodic(Runnable task, Instant due, Duration period) {
            super(task, true);
            this.due = due;
            this.period = period;
        }

        void runOnce() {
            due = due.plus(period);
            runAndReset();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }

    @Override
    public synchronized ScheduledFuture<?> scheduleAtFixedRate(
            Runnable command, long initialDelay, long period, TimeUnit unit) {
        if (shutDown) {
            throw new RejectedExecutionException("shut down");
        }
        Periodic task = new Periodic(
                command, time.instant().plusNanos(unit.toNanos(initialDelay)), Duration.ofNanos(unit.toNanos(period)));
        tasks.add(task);
        return task;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("periodic tasks only");
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("periodic tasks only");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(command, initialDelay, delay, unit);
    }

    @Override
    public synchronized void shutdown() {
        shutDown = true;
        tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutDown;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isShutdown();
    }

    @Override
    public void execute(Runnable command) {
        throw new UnsupportedOperationException("periodic tasks only");
    }
}
