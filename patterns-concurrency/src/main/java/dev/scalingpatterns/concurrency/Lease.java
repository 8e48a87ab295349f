package dev.scalingpatterns.concurrency;

import java.time.Duration;

/**
 * A lease that was acquired. Unless the manager was told not to, it is renewed until it is closed; it is lost if the process
 * or the backend stops for longer than it lasts. Safe for use by many threads.
 */
public interface Lease extends AutoCloseable {

    /** What is locked. */
    String name();

    /** The fencing token: greater than that of every earlier lease of this name. */
    long token();

    /**
     * Whether the lease is held, as far as can be told here: it errs towards no. A process may stop between this answer and
     * what is done upon it: what must not be done twice checks the token where it writes.
     */
    boolean isHeld();

    /**
     * How long the lease lasts if it is not renewed, counted from before it was asked for; zero if it is not held.
     */
    Duration remaining();

    /**
     * Asks the backend to let the lease last its full time again. For managers that do not renew by themselves.
     *
     * @return false if it is lost: it ended, or was released
     * @throws dev.scalingpatterns.core.UnavailableException if the backend could not be reached; the lease lasts on as it
     *     was
     */
    boolean renew();

    /**
     * Runs the action once when the lease is lost, at once if it is already; never because of {@link #close}. It should be
     * short: it runs in a thread that renews other leases.
     */
    void onLoss(Runnable action);

    /**
     * Returns if the lease is held.
     *
     * @throws LeaseLostException if it is not
     */
    default void requireHeld() {
        if (!isHeld()) {
            throw new LeaseLostException("lease.requireHeld", name(), token());
        }
    }

    /** Releases the lease if it is still this one, and ends its renewal. Does nothing if it is lost or released. */
    @Override
    void close();
}
