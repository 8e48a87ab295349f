package dev.scalingpatterns.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a failed job is tried again: exponential backoff with full jitter. Immutable.
 *
 * <p>After the n-th failure the delay is drawn evenly from zero to {@code min(maxDelay, baseDelay * 2^(n-1))}, so that jobs
 * that failed together do not come back together (Brooker, "Exponential Backoff And Jitter", AWS, 2015).
 */
public final class RetryPolicy {

    /** Ten attempts, delays of up to 1 s, 2 s, 4 s and so on, at most 10 min. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(10, Duration.ofSeconds(1), Duration.ofMinutes(10), List.of());

    private static final int MAX_ATTEMPTS = 1_000;
    private static final Duration LONGEST = Duration.ofDays(365);

    private final int maxAttempts;
    private final Duration baseDelay;
    private final Duration maxDelay;
    private final List<Class<? extends Throwable>> permanent;

    private RetryPolicy(
            int maxAttempts, Duration baseDelay, Duration maxDelay, List<Class<? extends Throwable>> permanent) {
        this.maxAttempts = maxAttempts;
        this.baseDelay = baseDelay;
        this.maxDelay = maxDelay;
        this.permanent = permanent;
    }

    /** One attempt only: the first failure is the last. */
    public static RetryPolicy never() {
        return DEFAULT.maxAttempts(1);
    }

    /**
     * At most so many attempts, the first among them.
     *
     * @throws IllegalArgumentException if not from 1 to 1,000
     */
    public RetryPolicy maxAttempts(int attempts) {
        if (attempts < 1 || attempts > MAX_ATTEMPTS) {
            throw new IllegalArgumentException("max attempts is from 1 to " + MAX_ATTEMPTS + ", not " + attempts);
        }
        return new RetryPolicy(attempts, baseDelay, maxDelay, permanent);
    }

    /**
     * The bounds of the delay: after the first failure, and at the most.
     *
     * @throws IllegalArgumentException if the first is negative, greater than the second, or the second over 365 days
     */
    public RetryPolicy backoff(Duration first, Duration most) {
        if (first.isNegative() || first.compareTo(most) > 0 || most.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a backoff grows from zero or more to at most 365 days, not from " + first + " to " + most);
        }
        return new RetryPolicy(maxAttempts, first, most, permanent);
    }

    /** Failures of this class, or caused by one, are not tried again; in addition to those named before. */
    public RetryPolicy permanentOn(Class<? extends Throwable> failure) {
        List<Class<? extends Throwable>> more = new ArrayList<>(permanent);
        more.add(Objects.requireNonNull(failure, "failure"));
        return new RetryPolicy(maxAttempts, baseDelay, maxDelay, List.copyOf(more));
    }

    /** The most attempts there are. */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** Whether a failure is not worth another attempt. */
    public boolean isPermanent(Throwable failure) {
        // A chain of causes may be a ring; no honest one is this long.
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 50; cause = cause.getCause()) {
            Throwable candidate = cause;
            if (candidate instanceof PermanentFailure
                    || permanent.stream().anyMatch(type -> type.isInstance(candidate))) {
                return true;
            }
            depth++;
        }
        return false;
    }

    /**
     * How long to wait after a failure; empty if there is no further attempt.
     *
     * @param failures how many attempts failed, this one included; from 1
     */
    public Optional<Duration> delayAfter(int failures, RandomGenerator random) {
        if (failures < 1) {
            throw new IllegalArgumentException("failures are counted from 1, not " + failures);
        }
        if (failures >= maxAttempts) {
            return Optional.empty();
        }
        long most = maxDelay.toNanos();
        long base = baseDelay.toNanos();
        int doublings = failures - 1;
        long bound = base == 0 ? 0 : doublings >= 62 || base > most >> doublings ? most : base << doublings;
        return Optional.of(Duration.ofNanos(bound == 0 ? 0 : random.nextLong(bound + 1)));
    }
}
