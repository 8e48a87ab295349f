package dev.scalingpatterns.concurrency;

import java.time.Duration;
import java.util.Objects;

/**
 * What every {@link LeaseManager} can be told. Immutable; each method answers with a changed copy.
 *
 * @param duration how long a lease lasts without renewal
 * @param renewed whether leases are renewed until they are closed
 * @param listener is told what happens
 */
public record LeaseOptions(Duration duration, boolean renewed, LeaseListener listener) {

    private static final LeaseOptions DEFAULTS = new LeaseOptions(Duration.ofSeconds(30), true, LeaseListener.NONE);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the duration is not positive
     */
    public LeaseOptions {
        Checks.positive(duration, "duration");
        Objects.requireNonNull(listener, "listener");
    }

    /** 30 seconds, renewed, no listener. */
    public static LeaseOptions defaults() {
        return DEFAULTS;
    }

    /**
     * How long a lease lasts without renewal, and so how long others wait for a holder that died; 30 seconds by default.
     * Choose more than the longest pause of a process (garbage collection, a moved virtual machine).
     */
    public LeaseOptions withDuration(Duration time) {
        return new LeaseOptions(time, renewed, listener);
    }

    /**
     * Whether leases are renewed, every third of their duration, until they are closed; true by default. A holder that
     * hangs then holds on: limit what it does under the lease.
     */
    public LeaseOptions withRenewal(boolean renewal) {
        return new LeaseOptions(duration, renewal, listener);
    }

    /** Who is told what happens; nobody by default. */
    public LeaseOptions withListener(LeaseListener told) {
        return new LeaseOptions(duration, renewed, told);
    }
}
