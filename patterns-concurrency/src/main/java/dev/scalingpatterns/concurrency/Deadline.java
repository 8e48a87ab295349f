package dev.scalingpatterns.concurrency;

import java.time.Duration;

/** A moment on this process's own monotonic clock by which something must be over. Immutable. */
final class Deadline {

    private final long start;
    private final long length;

    private Deadline(long start, long length) {
        this.start = start;
        this.length = length;
    }

    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime(), nanos(limit));
    }

    private static long nanos(Duration limit) {
        // Half the range: the difference of two readings of the clock must not overflow.
        return limit.compareTo(Duration.ofDays(365L * 100)) > 0 ? Long.MAX_VALUE / 2 : limit.toNanos();
    }

    /** What is left; zero if it is over. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, length - (System.nanoTime() - start)));
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The time there was in all. */
    Duration limit() {
        return Duration.ofNanos(length);
    }

    boolean isOver() {
        return System.nanoTime() - start >= length;
    }
}
