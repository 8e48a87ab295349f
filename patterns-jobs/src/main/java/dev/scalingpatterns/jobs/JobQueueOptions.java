package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.Codec;
import java.time.Duration;
import java.util.Objects;

/** What every implementation of {@link JobQueue} can be told. Immutable; each setter returns a changed copy. */
public final class JobQueueOptions {

    /** Every option at its default. */
    public static final JobQueueOptions DEFAULT = new JobQueueOptions(
            Codec.standard(), Duration.ofSeconds(10), 3, Duration.ofMinutes(1), 1 << 20, Duration.ofHours(1), 10_000);

    private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);
    private static final int MAX_CRASHES = 100;
    private static final Duration LONGEST_AGEING = Duration.ofDays(7);
    private static final int MOST_BYTES = 64 << 20;
    private static final Duration LONGEST_RETENTION = Duration.ofDays(365);
    private static final int MOST_RETAINED = 10_000_000;

    private final Codec codec;
    private final Duration lease;
    private final int maxCrashes;
    private final Duration priorityAgeing;
    private final int maxPayloadBytes;
    private final Duration keepFinished;
    private final int maxFinished;

    private JobQueueOptions(
            Codec codec,
            Duration lease,
            int maxCrashes,
            Duration priorityAgeing,
            int maxPayloadBytes,
            Duration keepFinished,
            int maxFinished) {
        this.codec = codec;
        this.lease = lease;
        this.maxCrashes = maxCrashes;
        this.priorityAgeing = priorityAgeing;
        this.maxPayloadBytes = maxPayloadBytes;
        this.keepFinished = keepFinished;
        this.maxFinished = maxFinished;
    }

    /** How payloads and results are written. Default {@link Codec#standard()}. */
    public JobQueueOptions codec(Codec codec) {
        Objects.requireNonNull(codec, "codec");
        return new JobQueueOptions(
                codec, lease, maxCrashes, priorityAgeing, maxPayloadBytes, keepFinished, maxFinished);
    }

    /**
     * How long after a worker's last sign of life its jobs are given to others. Workers renew three times as often.
     * Default 10 s.
     *
     * @throws IllegalArgumentException if not from 100 ms to 1 h
     */
    public JobQueueOptions lease(Duration lease) {
        requireWithin("lease", lease, SHORTEST_LEASE, LONGEST_LEASE);
        return new JobQueueOptions(
                codec, lease, maxCrashes, priorityAgeing, maxPayloadBytes, keepFinished, maxFinished);
    }

    /**
     * How many workers may die with a job before it is given up as dead. Default 3.
     *
     * @throws IllegalArgumentException if not from 1 to 100
     */
    public JobQueueOptions maxCrashes(int maxCrashes) {
        requireWithin("max crashes", maxCrashes, 1, MAX_CRASHES);
        return new JobQueueOptions(
                codec, lease, maxCrashes, priorityAgeing, maxPayloadBytes, keepFinished, maxFinished);
    }

    /**
     * The ageing step: how much later a job counts as having become due per level of {@link JobPriority}. Default 1 min.
     *
     * @throws IllegalArgumentException if not from 1 ms to 7 days
     */
    public JobQueueOptions priorityAgeing(Duration step) {
        requireWithin("priority ageing", step, Duration.ofMillis(1), LONGEST_AGEING);
        return new JobQueueOptions(codec, lease, maxCrashes, step, maxPayloadBytes, keepFinished, maxFinished);
    }

    /**
     * The largest payload or result, encoded. Keep large data in an object store and enqueue its key. Default 1 MiB.
     *
     * @throws IllegalArgumentException if not from 1 byte to 64 MiB
     */
    public JobQueueOptions maxPayloadBytes(int bytes) {
        requireWithin("max payload bytes", bytes, 1, MOST_BYTES);
        return new JobQueueOptions(codec, lease, maxCrashes, priorityAgeing, bytes, keepFinished, maxFinished);
    }

    /**
     * How long a job that succeeded or was cancelled can still be found; never longer than {@link #maxFinished} allows.
     * Dead letters are kept until they are redriven or discarded. Default 1 h.
     *
     * @throws IllegalArgumentException if not from zero to 365 days
     */
    public JobQueueOptions keepFinished(Duration keep) {
        requireWithin("keep finished", keep, Duration.ZERO, LONGEST_RETENTION);
        return new JobQueueOptions(codec, lease, maxCrashes, priorityAgeing, maxPayloadBytes, keep, maxFinished);
    }

    /**
     * How many jobs that succeeded or were cancelled are retained at most; the oldest go first. Default 10,000.
     *
     * @throws IllegalArgumentException if not from 0 to 10,000,000
     */
    public JobQueueOptions maxFinished(int count) {
        requireWithin("max finished", count, 0, MOST_RETAINED);
        return new JobQueueOptions(codec, lease, maxCrashes, priorityAgeing, maxPayloadBytes, keepFinished, count);
    }

    /** How payloads and results are written. */
    public Codec codec() {
        return codec;
    }

    /** How long after a worker's last sign of life its jobs are given to others. */
    public Duration lease() {
        return lease;
    }

    /** How many workers may die with a job before it is given up. */
    public int maxCrashes() {
        return maxCrashes;
    }

    /** How much later a job counts as due per level of priority. */
    public Duration priorityAgeing() {
        return priorityAgeing;
    }

    /** The largest payload or result. */
    public int maxPayloadBytes() {
        return maxPayloadBytes;
    }

    /** How long finished jobs are retained. */
    public Duration keepFinished() {
        return keepFinished;
    }

    /** How many finished jobs are retained at most. */
    public int maxFinished() {
        return maxFinished;
    }

    private static <T extends Comparable<T>> void requireWithin(String option, T value, T min, T max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(option + " is from " + min + " to " + max + ", not " + value);
        }
    }
}
