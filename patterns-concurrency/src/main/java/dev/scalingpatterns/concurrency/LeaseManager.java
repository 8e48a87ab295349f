package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.Backends;
import java.time.Duration;
import java.util.Optional;

/**
 * Leases: locks that end by themselves when their holder dies, with a fencing token for what a holder that was only slow
 * could still break.
 *
 * <pre>{@code
 * try (Lease lease = leases.acquire("nightly-report", Duration.ofSeconds(5))) {
 *     transactor.use(READ_COMMITTED, handle -> {
 *         Fence.check(handle, lease);
 *         writeReport(handle);
 *     });
 * }
 * }</pre>
 *
 * <p>At most one lease of a name is valid at a time, by the backend's clock. No clock can keep a paused process from
 * acting after its lease has ended: therefore every lease has a token greater than that of every lease of its name
 * before, through expiry, release and restart, and whatever a holder changes should check it ({@link Fence}; Kleppmann,
 * "How to do distributed locking", 2016). Owners are told apart per acquisition, so a former holder can neither renew
 * nor release the lease of the next. Safe for use by many threads.
 */
public interface LeaseManager extends AutoCloseable {

    /**
     * Opens the one that {@code patterns.concurrency.url} chooses. The default is in memory, for one process.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is wrong
     * @throws IllegalStateException if it is open already
     */
    static LeaseManager open(Backends backends) {
        return open(backends, "");
    }

    /**
     * Opens the named instance, {@code patterns.concurrency.<name>.url}; otherwise as {@link #open(Backends)}.
     *
     * @param name lower-case letters, digits and hyphens; empty for the unnamed instance
     */
    static LeaseManager open(Backends backends, String name) {
        return ConcurrencyFactory.of(backends, name).leaseManager();
    }

    /**
     * The lease of a name, if nobody holds it.
     *
     * @param name what is locked; at most 200 characters
     * @throws IllegalArgumentException if it is no name
     * @throws dev.scalingpatterns.core.UnavailableException if the backend could not be reached
     */
    Optional<Lease> tryAcquire(String name);

    /**
     * The lease of a name, waiting for it. Waiters are not served in order.
     *
     * @param name what is locked; at most 200 characters
     * @param atMost how long to wait; zero does not wait
     * @throws dev.scalingpatterns.core.ConflictException if others held it all the time
     * @throws dev.scalingpatterns.core.UnavailableException if the backend could not be reached, or the thread was
     *     interrupted
     */
    Lease acquire(String name, Duration atMost);

    /** Releases every lease this manager holds and ends its renewals. A second call does nothing. */
    @Override
    void close();
}
