package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.core.internal.Listeners;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/** What every lease manager does, whatever keeps its leases: waiting, owners, renewal, telling of loss. */
final class DefaultLeaseManager implements LeaseManager {

    private static final int MAX_NAME_LENGTH = 200;

    private final LeaseDriver driver;
    private final LeaseOptions options;
    private final ScheduledExecutorService renewals;
    private final boolean ownsRenewals;
    private final LongSupplier nanos;
    private final Backoff backoff;
    private final Listeners<LeaseListener> listeners;
    private final Set<HeldLease> held = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * A manager.
     *
     * @param nanos this process's monotonic clock, to count down what is left of a lease
     */
    DefaultLeaseManager(
            LeaseDriver driver,
            LeaseOptions options,
            ScheduledExecutorService renewals,
            boolean ownsRenewals,
            LongSupplier nanos,
            Backoff backoff) {
        this.driver = driver;
        this.options = options;
        this.renewals = renewals;
        this.ownsRenewals = ownsRenewals;
        this.nanos = nanos;
        this.backoff = backoff;
        this.listeners = new Listeners<>(options.listener());
    }

    @Override
    public Optional<Lease> tryAcquire(String name) {
        Checks.identifier(name, "name", MAX_NAME_LENGTH);
        requireOpen();
        Optional<Lease> lease = ask(name);
        if (lease.isEmpty()) {
            listeners.tell(LeaseListener::refused);
        }
        return lease;
    }

    @Override
    public Lease acquire(String name, Duration atMost) {
        Checks.identifier(name, "name", MAX_NAME_LENGTH);
        Checks.notNegative(atMost, "atMost");
        Deadline deadline = Deadline.in(atMost);
        for (int attempt = 1; ; attempt++) {
            requireOpen();
            Optional<Lease> lease = ask(name);
            if (lease.isPresent()) {
                return lease.get();
            }
            if (deadline.isOver()) {
                listeners.tell(LeaseListener::refused);
                throw new ConflictException("lease.acquire", name, "others held it for all of " + atMost);
            }
            try {
                backoff.pause(attempt, deadline);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnavailableException("lease.acquire", name, "interrupted while waiting for it", e);
            }
        }
    }

    private Optional<Lease> ask(String name) {
        String owner = UUID.randomUUID().toString();
        // Counted from before the question: the answer may have been long under way.
        long asked = nanos.getAsLong();
        OptionalLong token = driver.acquire(name, owner, options.duration());
        if (token.isEmpty()) {
            return Optional.empty();
        }
        HeldLease lease = new HeldLease(this, name, owner, token.getAsLong(), asked);
        held.add(lease);
        if (closed) {
            lease.close();
            requireOpen();
        }
        lease.watch(renewals);
        listeners.tell(LeaseListener::acquired);
        return Optional.of(lease);
    }

    LeaseDriver driver() {
        return driver;
    }

    LeaseOptions options() {
        return options;
    }

    Listeners<LeaseListener> listeners() {
        return listeners;
    }

    long nanos() {
        return nanos.getAsLong();
    }

    void forget(HeldLease lease) {
        held.remove(lease);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this LeaseManager is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        held.forEach(HeldLease::close);
        if (ownsRenewals) {
            renewals.shutdownNow();
        }
        driver.close();
    }
}
