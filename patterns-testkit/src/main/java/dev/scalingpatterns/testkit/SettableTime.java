package dev.scalingpatterns.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * A clock that a test owns: it stands still until told otherwise.
 *
 * <p>Safe for use by many threads; what one thread sets, every other sees from then on.
 */
public final class SettableTime implements InstantSource {

    /** Where every {@code SettableTime} starts unless told otherwise: 2024-02-29T12:00:00Z, noon of a leap day. */
    public static final Instant START = Instant.parse("2024-02-29T12:00:00Z");

    private volatile Instant now;

    /** A clock that stands at {@link #START}. */
    public SettableTime() {
        this(START);
    }

    /**
     * A clock that stands at an instant.
     *
     * @throws NullPointerException if {@code start} is null
     */
    public SettableTime(Instant start) {
        now = Objects.requireNonNull(start, "start");
    }

    /** Where the clock stands. */
    @Override
    public Instant instant() {
        return now;
    }

    /**
     * Moves the clock forward; many threads may do so at once and every step counts.
     *
     * @param step how far; zero is allowed
     * @return where the clock stands after this step
     * @throws IllegalArgumentException if {@code step} is negative: to go back is {@link #set}, so that it is seen
     * @throws java.time.DateTimeException if that is beyond {@link Instant#MAX}; the clock has not moved
     */
    public synchronized Instant advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException(
                    "step is " + step + ", but advance only moves forward; use set(Instant) to turn the clock back");
        }
        Instant next = now.plus(step);
        now = next;
        return next;
    }

    /**
     * Sets the clock, back as well as forward, as an administrator or NTP does.
     *
     * @throws NullPointerException if {@code instant} is null
     */
    public synchronized void set(Instant instant) {
        now = Objects.requireNonNull(instant, "instant");
    }

    @Override
    public String toString() {
        return "SettableTime[" + now + "]";
    }
}
