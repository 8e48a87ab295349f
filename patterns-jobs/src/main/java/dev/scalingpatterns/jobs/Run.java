package dev.scalingpatterns.jobs;

import dev.scalingpatterns.jobs.spi.ClaimedJob;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a job, from the start of its handler to its end. Who ends it, the handler by returning or the worker by
 * taking it away (over its time, lease lost, worker closing), is decided once, here.
 */
final class Run<P> implements JobContext<P> {

    private enum Phase {
        RUNNING,
        ENDED,
        TAKEN
    }

    private final HeldJob held;
    private final ClaimedJob job;
    private final JobType<P> type;
    private final P payload;
    private final JobQueueOptions options;
    private final Thread thread = Thread.currentThread();
    private final long startedAt;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile Phase phase = Phase.RUNNING;
    private volatile boolean askedToStop;
    private volatile @Nullable EncodedValue result;

    /** A run by the current thread. */
    Run(HeldJob held, JobType<P> type, P payload, JobQueueOptions options, long startedAt) {
        this.held = held;
        this.job = held.job();
        this.type = type;
        this.payload = payload;
        this.options = options;
        this.startedAt = startedAt;
    }

    HeldJob held() {
        return held;
    }

    JobType<P> type() {
        return type;
    }

    Thread thread() {
        return thread;
    }

    boolean isOverdue(long now) {
        return now - startedAt >= type.timeLimit().toNanos();
    }

    Optional<EncodedValue> left() {
        return Optional.ofNullable(result);
    }

    boolean wasAskedToStop() {
        return askedToStop;
    }

    /** Asks the handler to stop and leaves it to say what became of the job. */
    void askToStop() {
        lock.lock();
        try {
            if (phase == Phase.RUNNING && !askedToStop) {
                askedToStop = true;
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the job from the handler, and tells it; whether it still had it. */
    boolean take() {
        lock.lock();
        try {
            if (phase != Phase.RUNNING) {
                return false;
            }
            phase = Phase.TAKEN;
            thread.interrupt();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The handler has ended; whether it still had the job. From here on its thread is not interrupted any more. */
    boolean end() {
        lock.lock();
        try {
            boolean mine = phase == Phase.RUNNING;
            phase = mine ? Phase.ENDED : phase;
            return mine;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public JobId id() {
        return job.id();
    }

    @Override
    public P payload() {
        return payload;
    }

    @Override
    public String queue() {
        return job.queue();
    }

    @Override
    public int attempt() {
        return job.failures() + 1;
    }

    @Override
    public int crashes() {
        return job.crashes();
    }

    @Override
    public long token() {
        return job.token();
    }

    @Override
    public Map<String, String> headers() {
        return job.headers();
    }

    @Override
    public void progress(double fraction, String message) {
        JobProgress progress = new JobProgress(fraction, message);
        if (phase == Phase.TAKEN || !held.seat().session.progress(job.token(), progress)) {
            throw new JobLeaseLostException("jobs.progress", job.id().value());
        }
    }

    @Override
    public void result(Object value) {
        EncodedValue encoded = EncodedValue.encode(options.codec(), value);
        if (encoded.size() > options.maxPayloadBytes()) {
            throw new IllegalArgumentException("the result of a job of kind " + job.kind() + " has " + encoded.size()
                    + " bytes, at most " + options.maxPayloadBytes()
                    + " are allowed: keep large data in an object store and leave its key");
        }
        result = encoded;
    }

    @Override
    public boolean isCancelled() {
        return askedToStop || phase == Phase.TAKEN;
    }

    @Override
    public void throwIfCancelled() {
        if (isCancelled()) {
            throw new CancellationException("job " + job.id() + " was asked to stop");
        }
    }
}
