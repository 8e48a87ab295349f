package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.jobs.Handlers.Registration;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Runs the jobs of a {@link JobQueue}, several at a time.
 *
 * <pre>{@code
 * try (Worker worker = Worker.of(jobs)
 *         .handle(RECEIPT, ctx -> mail.send(ctx.payload()))
 *         .concurrency(16)
 *         .start()) {
 *     server.join();
 * }
 * }</pre>
 *
 * <p>It works on the queues of the types it handles. It renews its lease three times per {@link JobQueueOptions#lease()};
 * if it cannot, it interrupts its handlers before the lease ends, and begins anew when the backend is back. A job of a kind
 * and version that it has no handler for, or whose payload cannot be read, is parked among the dead letters: workers that
 * share a queue handle the same types, and new types are deployed to workers before they are enqueued.
 *
 * <p>Safe for use by many threads. Its own threads are daemons; {@link #close} ends them.
 */
public final class Worker implements AutoCloseable {

    private final JobQueue jobs;
    private final WorkerEngine engine;
    private final ReentrantLock stopLock = new ReentrantLock();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private boolean finished;

    private Worker(JobQueue jobs, WorkerEngine engine) {
        this.jobs = jobs;
        this.engine = engine;
    }

    /** Begins to build a worker of a queue. */
    public static Builder of(JobQueue jobs) {
        return new Builder(jobs);
    }

    /**
     * Stops in good order: starts no more jobs, gives back those that were fetched and not started, waits for those that
     * run. What still runs at the deadline is interrupted and given back without using up an attempt; what its handler says
     * afterwards is refused. An interrupt of the calling thread counts as the deadline.
     *
     * @param timeout how long to wait for running jobs; zero gives them back at once
     * @return whether every job that was running was finished; a second call returns the answer of the first
     * @throws IllegalStateException if a handler calls it: it would wait for itself
     */
    public boolean drain(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        requireNoHandler("drain");
        stopLock.lock();
        try {
            if (stopped.compareAndSet(false, true)) {
                finished = engine.stop(timeout);
            }
            return finished;
        } finally {
            stopLock.unlock();
        }
    }

    /**
     * Works until nothing is unfinished in the queues it works on, the delayed and those to be retried included, and stops
     * then; at the deadline it stops all the same. For an orderly exit of a process whose queue is in memory.
     *
     * @return whether everything was finished
     * @throws InterruptedException if the thread is interrupted; the worker goes on
     * @throws IllegalStateException if a handler calls it: it would wait for itself
     */
    public boolean finishAll(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        requireNoHandler("finishAll");
        Set<String> queues = engine.config().queues();
        boolean idle = DriverJobQueue.poll(timeout, () -> {
                    Map<String, JobCounts> counts = jobs.counts();
                    return queues.stream()
                                    .allMatch(queue -> counts.getOrDefault(queue, JobCounts.NONE)
                                                    .unfinished()
                                            == 0)
                            ? Optional.of(true)
                            : Optional.empty();
                })
                .isPresent();
        return drain(Duration.ZERO) && idle;
    }

    private void requireNoHandler(String method) {
        Thread caller = Thread.currentThread();
        if (engine.runs().stream().anyMatch(run -> run.thread() == caller)) {
            throw new IllegalStateException("a handler cannot " + method + " its own worker: it would wait for itself");
        }
    }

    /** How many jobs it runs at this moment. */
    public int running() {
        return engine.runs().size();
    }

    /** Whether it still takes jobs: it was not drained or closed, and its queue is open. */
    public boolean isRunning() {
        return !engine.isStopping();
    }

    /**
     * {@link #drain} with the time-out that it was built with. A second call does nothing.
     *
     * @throws IllegalStateException if a handler calls it: it would wait for itself
     */
    @Override
    public void close() {
        drain(engine.config().drainTimeout());
    }

    /** Builds and starts a {@link Worker}. Not safe for use by many threads. */
    public static final class Builder {

        private static final int MAX_CONCURRENCY = 10_000;
        private static final int MAX_PREFETCH = 10_000;

        private final JobQueue jobs;
        private final Map<Handlers.Key, Registration<?>> registrations = new LinkedHashMap<>();
        private final Set<String> queues = new LinkedHashSet<>();
        private String name = "worker";
        private int concurrency = Runtime.getRuntime().availableProcessors();
        private int prefetch = 256;
        private Optional<Executor> executor = Optional.empty();
        private Duration drainTimeout = Duration.ofSeconds(30);
        private JobListener listener = JobListener.NONE;
        private RandomGenerator random = new Random();

        private Builder(JobQueue jobs) {
            this.jobs = Objects.requireNonNull(jobs, "jobs");
        }

        /**
         * Runs jobs of this type's kind and version by this handler, and works on the type's queue. At least one is needed.
         *
         * @throws IllegalArgumentException if that kind and version has a handler already
         */
        public <P> Builder handle(JobType<P> type, JobHandler<P> handler) {
            Objects.requireNonNull(handler, "handler");
            Handlers.Key key = new Handlers.Key(type.kind(), type.version());
            if (registrations.putIfAbsent(key, new Registration<>(type, handler)) != null) {
                throw new IllegalArgumentException(key + " has a handler already");
            }
            queues.add(type.queue());
            return this;
        }

        /**
         * Works on these queues too, besides those of the types.
         *
         * @throws IllegalArgumentException if a name is not allowed, see {@link JobQueue}
         */
        public Builder queues(String... names) {
            for (String queue : names) {
                queues.add(Names.requireQueue(queue));
            }
            return this;
        }

        /**
         * How many jobs run at the same time. Default the number of processors, which suits work that computes; work that
         * waits for others may take many more.
         *
         * @throws IllegalArgumentException if not from 1 to 10,000
         */
        public Builder concurrency(int jobs) {
            this.concurrency = within("concurrency", jobs, MAX_CONCURRENCY);
            return this;
        }

        /**
         * How many jobs it may hold at most that are not started. It fetches ahead only where jobs take so little time that
         * the round trip would count, and never more than it has lately run in 5 ms. Default 256.
         *
         * @throws IllegalArgumentException if not from 1 to 10,000
         */
        public Builder prefetch(int jobs) {
            this.prefetch = within("prefetch", jobs, MAX_PREFETCH);
            return this;
        }

        /**
         * Where handlers run: for example virtual threads, {@code Executors.newVirtualThreadPerTaskExecutor()} on a JDK that
         * has them. It is given {@link #concurrency} tasks, each of which runs one job after the other until the worker
         * stops; close the worker before the executor. Default as many daemon threads of its own.
         */
        public Builder executor(Executor executor) {
            this.executor = Optional.of(executor);
            return this;
        }

        /**
         * How long {@link Worker#close} waits for running jobs. Default 30 s.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder drainTimeout(Duration timeout) {
            if (timeout.isNegative()) {
                throw new IllegalArgumentException("a drain time-out is not negative, as " + timeout + " is");
            }
            this.drainTimeout = timeout;
            return this;
        }

        /** Told what happens to the jobs it runs. Default none. */
        public Builder listener(JobListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** Draws the jitter of retries; safe for use by many threads. Default a {@link Random} of its own. */
        public Builder random(RandomGenerator random) {
            this.random = Objects.requireNonNull(random, "random");
            return this;
        }

        /**
         * For people: in names of threads, in logs, in the error history of a job whose worker died. Default
         * {@code worker}.
         *
         * @throws IllegalArgumentException if it is not of the form of a queue's name, see {@link JobQueue}
         */
        public Builder name(String name) {
            this.name = Names.requireWorker(name);
            return this;
        }

        /**
         * Starts.
         *
         * @throws IllegalStateException if it handles nothing, or the queue is closed
         * @throws dev.scalingpatterns.core.UnavailableException if the backend cannot be reached
         * @throws java.util.concurrent.RejectedExecutionException if the executor refuses; nothing is left running
         */
        public Worker start() {
            if (registrations.isEmpty()) {
                throw new IllegalStateException("a worker without a handler would park every job: call handle first");
            }
            WorkerEngine engine = new WorkerEngine(new WorkerConfig(
                    name,
                    jobs.driver(),
                    new Handlers(registrations),
                    Set.copyOf(queues),
                    concurrency,
                    prefetch,
                    executor,
                    drainTimeout,
                    new Listeners<>(listener),
                    random));
            engine.start();
            return new Worker(jobs, engine);
        }

        private static int within(String option, int value, int max) {
            if (value < 1 || value > max) {
                throw new IllegalArgumentException(option + " is from 1 to " + max + ", not " + value);
            }
            return value;
        }
    }
}
