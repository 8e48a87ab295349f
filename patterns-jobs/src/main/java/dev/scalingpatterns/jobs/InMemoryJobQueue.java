package dev.scalingpatterns.jobs;

import dev.scalingpatterns.concurrency.Transactor;
import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.jobs.spi.NewJob;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job queue in this process's memory: everything a {@link JobQueue} promises while the process lives. Jobs do not
 * outlive it; to lose none at an orderly exit, let a worker {@linkplain Worker#finishAll finish all}.
 *
 * <p>Payloads are kept encoded, as a real backend would keep them. Jobs of one priority are started strictly in the order
 * of their due times, those of one due time in the order of their acceptance. It is bounded: a queue that is full refuses
 * more with an {@link dev.scalingpatterns.core.UnavailableException}, but not what a transaction that committed was
 * promised. Safe for use by many threads.
 */
public final class InMemoryJobQueue extends DriverJobQueue implements TransactionalJobQueue {

    private static final Logger LOG = LoggerFactory.getLogger(InMemoryJobQueue.class);

    private final InMemoryJobDriver memory;

    private InMemoryJobQueue(InMemoryJobDriver memory, Listeners<JobListener> listener) {
        super(memory, listener);
        this.memory = memory;
    }

    /** A queue with every option at its default. */
    public static InMemoryJobQueue create() {
        return builder().build();
    }

    /** Begins to build a queue. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public JobId enqueue(Handle handle, JobRequest<?> request) {
        return enqueueAll(handle, List.of(request)).get(0);
    }

    @Override
    public List<JobId> enqueueAll(Handle handle, List<? extends JobRequest<?>> requests) {
        if (!handle.isInTransaction()) {
            throw new IllegalStateException("jobs.enqueue: this handle is in no transaction that could commit;"
                    + " begin one, or call enqueue without a handle");
        }
        List<NewJob> jobs = encodeAll(requests);
        List<JobId> promised = memory.promise(jobs);
        afterCommit(handle, () -> {
            memory.keepPromise(promised, jobs);
            tellEnqueued(jobs);
        });
        return promised;
    }

    /**
     * A transactor's hook knows more than the handle's own: it also runs after a commit that was in doubt and turned out
     * well.
     */
    private static void afterCommit(Handle handle, Runnable hook) {
        try {
            Transactor.afterCommit(handle, hook);
        } catch (IllegalStateException e) {
            // No transactor's handle, for that it is in a transaction was seen before.
            handle.afterCommit(hook);
        }
    }

    @Override
    public void close() {
        int lost = memory.closeAndCountLost();
        if (lost > 0) {
            LOG.warn("a JobQueue in memory was closed with {} jobs unfinished; they are lost", lost);
        }
    }

    /** For tests that own the clock. */
    void timePassed() {
        memory.timePassed();
    }

    /** Builds an {@link InMemoryJobQueue}. Not safe for use by many threads. */
    public static final class Builder {

        private JobQueueOptions options = JobQueueOptions.DEFAULT;
        private InstantSource time = InstantSource.system();
        private JobListener listener = JobListener.NONE;
        private int capacity = 1_000_000;
        private long capacityBytes = 256L << 20;
        private long finishedBytes = 64L << 20;

        private Builder() {}

        /** What every implementation can be told. Default {@link JobQueueOptions#DEFAULT}. */
        public Builder options(JobQueueOptions options) {
            this.options = Objects.requireNonNull(options, "options");
            return this;
        }

        /** The clock. Default the system's. */
        public Builder time(InstantSource time) {
            this.time = Objects.requireNonNull(time, "time");
            return this;
        }

        /** Told what is accepted and which workers died; a worker has a listener of its own. Default none. */
        public Builder listener(JobListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * How many jobs that are not finished, dead ones among them, it holds at most. Default 1,000,000.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder capacity(int jobs) {
            this.capacity = (int) requirePositive("capacity", jobs);
            return this;
        }

        /**
         * How many bytes of payloads of those jobs it holds at most. Default 256 MiB.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder capacityBytes(long bytes) {
            this.capacityBytes = requirePositive("capacity bytes", bytes);
            return this;
        }

        /**
         * How many bytes of payloads and results of finished jobs it retains at most; the oldest go first. Default 64 MiB.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder maxFinishedBytes(long bytes) {
            this.finishedBytes = requirePositive("max finished bytes", bytes);
            return this;
        }

        /** The queue. */
        public InMemoryJobQueue build() {
            Listeners<JobListener> guarded = new Listeners<>(listener);
            return new InMemoryJobQueue(
                    new InMemoryJobDriver(
                            options, new MemoryLimits(capacity, capacityBytes, finishedBytes), time, guarded),
                    guarded);
        }

        private static long requirePositive(String option, long value) {
            if (value < 1) {
                throw new IllegalArgumentException(option + " is positive, not " + value);
            }
            return value;
        }
    }
}
