package dev.scalingpatterns.jobs;

import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.SessionSignals;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a running worker and what passes between them: {@link Slot}s run jobs that the {@link Feed} claims and whose
 * ends {@link Acks} sends; {@link Upkeep} renews the {@link Membership} and watches the clock.
 */
final class WorkerEngine implements SessionSignals {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerEngine.class);

    private final WorkerConfig config;
    private final Feed feed;
    private final Acks acks;
    private final Upkeep upkeep;
    private final Membership membership;
    private final Set<Run<?>> runs = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile boolean stopping;
    private volatile boolean givenUp;

    WorkerEngine(WorkerConfig config) {
        this.config = config;
        this.feed = new Feed(this);
        this.acks = new Acks(this);
        this.upkeep = new Upkeep(this, config.driver().options().lease());
        this.membership = new Membership(config.driver(), config.name(), this, this::dropRuns, this::cancelRuns);
    }

    WorkerConfig config() {
        return config;
    }

    Feed feed() {
        return feed;
    }

    Acks acks() {
        return acks;
    }

    Upkeep upkeep() {
        return upkeep;
    }

    Membership membership() {
        return membership;
    }

    Set<Run<?>> runs() {
        return runs;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Whether what has not ended by now is given back. */
    boolean hasGivenUp() {
        return givenUp;
    }

    /** Starts; if that fails, nothing is left. */
    void start() {
        membership.ensureJoined();
        try {
            startThread(upkeep, "upkeep");
            for (int i = 1; i <= config.concurrency(); i++) {
                startSlot(i);
            }
        } catch (RuntimeException | Error e) {
            stop(Duration.ZERO);
            throw e;
        }
    }

    private void startSlot(int number) {
        Slot slot = new Slot(this);
        Optional<Executor> executor = config.executor();
        if (executor.isPresent()) {
            executor.get().execute(slot);
        } else {
            startThread(slot, String.valueOf(number));
        }
    }

    private void startThread(Runnable body, String suffix) {
        Thread thread = new Thread(body, "patterns-jobs-" + config.name() + "-" + suffix);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    // What the backend tells.

    @Override
    public void workArrived() {
        feed.poke();
    }

    @Override
    public void heartbeatWanted() {
        upkeep.beatSoon();
    }

    void lookAgainIn(Duration wait) {
        upkeep.lookAgainIn(wait);
        if (failing.compareAndSet(true, false)) {
            LOG.info("the worker {} reaches its backend again", config.name());
        }
    }

    void claimFailed(Seat seat, RuntimeException failure) {
        if (!isClosed(failure)) {
            membership.retire(seat);
            upkeep.wake();
        }
        backendFailed(failure);
    }

    /** Says so once, and goes on; but a queue that was closed is the end. */
    void backendFailed(RuntimeException failure) {
        if (isClosed(failure)) {
            if (!stopping) {
                LOG.warn("the worker {} stops: {}", config.name(), failure.getMessage());
            }
            stopping = true;
            givenUp = true;
            runs.forEach(Run::take);
            feed.wakeAll();
            upkeep.end();
            return;
        }
        if (failing.compareAndSet(false, true)) {
            LOG.warn("the worker {} cannot reach its backend and goes on trying", config.name(), failure);
        }
        config.listener().tell(l -> l.onBackendFailure(failure));
    }

    private static boolean isClosed(RuntimeException failure) {
        return failure instanceof IllegalStateException;
    }

    void seatLost(Seat seat) {
        membership.lose(seat);
        upkeep.wake();
    }

    private void dropRuns(Seat seat) {
        LOG.warn("the worker {} lost its lease; its handlers are interrupted, its jobs run elsewhere", config.name());
        for (Run<?> run : runs) {
            if (run.held().seat() == seat && run.take()) {
                ClaimedJob job = run.held().job();
                config.listener().tell(l -> l.onStale(job.queue(), job.kind()));
            }
        }
    }

    private void cancelRuns(Seat seat, Set<Long> tokens) {
        for (Run<?> run : runs) {
            if (run.held().seat() == seat && tokens.contains(run.token())) {
                run.askToStop();
            }
        }
    }

    // What becomes of attempts.

    void attemptFailed(Run<?> run, Throwable error) {
        ClaimedJob job = run.held().job();
        RetryPolicy policy = run.type().retry();
        if (policy.isPermanent(error)) {
            bury(run, DeadReason.FAILED_PERMANENTLY, error);
            return;
        }
        Optional<Duration> delay = policy.delayAfter(job.failures() + 1, config.random());
        if (delay.isEmpty()) {
            bury(run, DeadReason.ATTEMPTS_EXHAUSTED, error);
            return;
        }
        acks.add(run.held(), new Settlement.Retry(job.token(), Failures.of(error), delay.get()));
        config.listener().tell(l -> l.onRetry(job.queue(), job.kind(), run.attempt(), error, delay.get()));
    }

    private void bury(Run<?> run, DeadReason reason, Throwable error) {
        ClaimedJob job = run.held().job();
        acks.add(run.held(), new Settlement.Bury(job.token(), reason, Failures.of(error)));
        config.listener().tell(l -> l.onDead(job.queue(), job.kind(), reason));
    }

    /** Ends the attempts that are over their time; their handlers are told, and not waited for. */
    void endOverdue(long now) {
        for (Run<?> run : runs) {
            if (run.isOverdue(now) && run.take()) {
                Duration limit = run.type().timeLimit();
                LOG.warn("an attempt at job {} of kind {} is over its time limit of {}", run.id(), run.type(), limit);
                TimeoutException error = new TimeoutException("the attempt took longer than " + limit);
                error.setStackTrace(run.thread().getStackTrace());
                attemptFailed(run, error);
            }
        }
    }

    // The end.

    /** Stops; whether every job that was running was finished. */
    boolean stop(Duration timeout) {
        long deadline = deadline(timeout);
        stopping = true;
        feed.wakeAll();
        feed.releaseAll();
        boolean interrupted = !awaitSlots(deadline);
        boolean finished = abandonRuns() == 0;
        sendLast(deadline);
        upkeep.end();
        leave();
        interrupted |= !joinThreads(finished ? Duration.ofSeconds(1) : Duration.ofMillis(100));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return finished;
    }

    private static long deadline(Duration timeout) {
        Duration most = Duration.ofDays(36_500);
        return System.nanoTime() + (timeout.compareTo(most) > 0 ? most : timeout).toNanos();
    }

    /** False if interrupted, which counts as the deadline. */
    private boolean awaitSlots(long deadline) {
        try {
            DriverJobQueue.poll(
                    Duration.ofNanos(deadline - System.nanoTime()),
                    () -> feed.busy() == 0 ? Optional.of(true) : Optional.empty());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Gives back what is still running: no attempt is used up, and what its handler says from now on counts no more. */
    private int abandonRuns() {
        givenUp = true;
        int abandoned = 0;
        for (Run<?> run : runs) {
            if (run.take()) {
                acks.add(run.held(), new Settlement.Release(run.token()));
                abandoned++;
            }
        }
        if (abandoned > 0) {
            LOG.warn("the worker {} stops with {} jobs running; they are given back", config.name(), abandoned);
        }
        return abandoned;
    }

    /** A few tries while there is time, one in any case. */
    private void sendLast(long deadline) {
        boolean sent = acks.flushAll();
        while (!sent
                && System.nanoTime() - deadline < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(5_000_000);
            sent = acks.flushAll();
        }
    }

    private void leave() {
        try {
            membership.close();
        } catch (RuntimeException e) {
            LOG.warn("the worker {} could not say goodbye; its lease will end by itself", config.name(), e);
        }
    }

    private boolean joinThreads(Duration patience) {
        long deadline = deadline(patience);
        for (Thread thread : threads) {
            try {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left > 0 && thread != Thread.currentThread()) {
                    thread.join(left);
                }
            } catch (InterruptedException e) {
                return false;
            }
        }
        return true;
    }
}
