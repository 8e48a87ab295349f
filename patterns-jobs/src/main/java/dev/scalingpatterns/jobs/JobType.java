package dev.scalingpatterns.jobs;

import java.time.Duration;
import java.util.Objects;

/**
 * A kind of job and what belongs to it, shared by those who enqueue and those who run. Immutable.
 *
 * <pre>{@code
 * static final JobType<SendReceipt> RECEIPT = JobType.of("send-receipt", SendReceipt.class)
 *         .retry(RetryPolicy.DEFAULT.maxAttempts(5))
 *         .timeLimit(Duration.ofSeconds(30));
 * }</pre>
 *
 * <p>Kind and version are stored with each job, the class's name is not. When a payload changes so that stored jobs no
 * longer fit, raise the version and let workers handle the old type beside the new one. The retry policy and the time
 * limit are the running worker's; they are not stored.
 *
 * @param <P> the payload's type
 */
public final class JobType<P> {

    /** No attempt may take longer, unless the type says otherwise. */
    public static final Duration DEFAULT_TIME_LIMIT = Duration.ofHours(1);

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int MAX_VERSION = 32_767;

    private final String kind;
    private final Class<P> payloadType;
    private final int version;
    private final String queue;
    private final RetryPolicy retry;
    private final Duration timeLimit;

    private JobType(
            String kind, Class<P> payloadType, int version, String queue, RetryPolicy retry, Duration timeLimit) {
        this.kind = kind;
        this.payloadType = payloadType;
        this.version = version;
        this.queue = queue;
        this.retry = retry;
        this.timeLimit = timeLimit;
    }

    /**
     * A type of version 1, in the queue {@value JobQueue#DEFAULT_QUEUE}, with {@link RetryPolicy#DEFAULT} and
     * {@link #DEFAULT_TIME_LIMIT}.
     *
     * @param kind the stored name: a lower-case letter, then lower-case letters, digits, {@code .}, {@code _} and
     *     {@code -}, at most 100
     * @param payloadType what the queue's {@link dev.scalingpatterns.core.Codec} can write and read: with the standard one
     *     a record, a bean, {@code String} or {@code byte[]}
     * @throws IllegalArgumentException if the kind is not of that form
     */
    public static <P> JobType<P> of(String kind, Class<P> payloadType) {
        Names.requireKind(kind);
        Objects.requireNonNull(payloadType, "payloadType");
        return new JobType<>(kind, payloadType, 1, JobQueue.DEFAULT_QUEUE, RetryPolicy.DEFAULT, DEFAULT_TIME_LIMIT);
    }

    /**
     * The version of the payload's form.
     *
     * @throws IllegalArgumentException if not from 1 to 32,767
     */
    public JobType<P> version(int version) {
        if (version < 1 || version > MAX_VERSION) {
            throw new IllegalArgumentException("a version is from 1 to " + MAX_VERSION + ", not " + version);
        }
        return new JobType<>(kind, payloadType, version, queue, retry, timeLimit);
    }

    /**
     * The queue its jobs go into; a worker that handles the type works on that queue.
     *
     * @throws IllegalArgumentException if the name is not allowed, see {@link JobQueue}
     */
    public JobType<P> queue(String queue) {
        return new JobType<>(kind, payloadType, version, Names.requireQueue(queue), retry, timeLimit);
    }

    /** When a failed job is tried again. */
    public JobType<P> retry(RetryPolicy retry) {
        Objects.requireNonNull(retry, "retry");
        return new JobType<>(kind, payloadType, version, queue, retry, timeLimit);
    }

    /**
     * How long one attempt may take. When it is over, the attempt has failed, whether or not the handler heeds the
     * interrupt: whatever it says afterwards is refused.
     *
     * @throws IllegalArgumentException if not positive or over 365 days
     */
    public JobType<P> timeLimit(Duration timeLimit) {
        if (timeLimit.isNegative() || timeLimit.isZero() || timeLimit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a time limit is positive and at most 365 days, not " + timeLimit);
        }
        return new JobType<>(kind, payloadType, version, queue, retry, timeLimit);
    }

    /** A job of this type, to be enqueued. */
    public JobRequest<P> job(P payload) {
        return JobRequest.of(this, payload);
    }

    /** The stored name. */
    public String kind() {
        return kind;
    }

    /** The payload's class. */
    public Class<P> payloadType() {
        return payloadType;
    }

    /** The version of the payload's form. */
    public int version() {
        return version;
    }

    /** The queue its jobs go into. */
    public String queue() {
        return queue;
    }

    /** When a failed job is tried again. */
    public RetryPolicy retry() {
        return retry;
    }

    /** How long one attempt may take. */
    public Duration timeLimit() {
        return timeLimit;
    }

    @Override
    public String toString() {
        return kind + " v" + version;
    }
}
