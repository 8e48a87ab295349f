package dev.scalingpatterns.jobs;

import java.time.Duration;
import java.time.Instant;

/** Time as microseconds since 1970: a number orders faster than an {@link Instant}, and reaches past the year 9999. */
final class MicroTime {

    private static final long PER_SECOND = 1_000_000;
    private static final int NANOS = 1_000;

    private MicroTime() {}

    /** The last whole microsecond that has passed: what is not due by then is not due. */
    static long floor(Instant instant) {
        return instant.getEpochSecond() * PER_SECOND + instant.getNano() / NANOS;
    }

    /** The first whole microsecond that is not before: what waits for it starts no earlier than asked. */
    static long ceiling(Instant instant) {
        return floor(instant.plusNanos(NANOS - 1));
    }

    /** A duration, rounded up. */
    static long micros(Duration duration) {
        return duration.getSeconds() * PER_SECOND + (duration.getNano() + NANOS - 1) / NANOS;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS);
    }

    static Duration duration(long micros) {
        return Duration.ofSeconds(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS);
    }
}
