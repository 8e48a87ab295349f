package dev.scalingpatterns.concurrency;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The {@link LeaseManager} in memory: its leases exclude each other within one process. */
public final class InMemoryLeaseManager implements LeaseManager {

    private final LeaseManager manager;

    private InMemoryLeaseManager(LeaseManager manager) {
        this.manager = manager;
    }

    /** Options, all with defaults. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Optional<Lease> tryAcquire(String name) {
        return manager.tryAcquire(name);
    }

    @Override
    public Lease acquire(String name, Duration atMost) {
        return manager.acquire(name, atMost);
    }

    @Override
    public void close() {
        manager.close();
    }

    /** Options. Not safe for use by many threads. */
    public static final class Builder {

        private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

        private LeaseOptions options = LeaseOptions.defaults();
        private InstantSource time = InstantSource.system();
        private RandomGenerator random = Backoff.PER_THREAD;
        private @Nullable ScheduledExecutorService renewals;

        private Builder() {}

        /** Duration, renewal, listener; {@link LeaseOptions#defaults} unless set. */
        public Builder options(LeaseOptions chosen) {
            options = Objects.requireNonNull(chosen, "options");
            return this;
        }

        /** The clock of the leases; the system's by default. */
        public Builder time(InstantSource chosen) {
            time = Objects.requireNonNull(chosen, "time");
            return this;
        }

        /** The source of jitter, used by many threads; the threads' own generators by default. */
        public Builder random(RandomGenerator chosen) {
            random = Objects.requireNonNull(chosen, "random");
            return this;
        }

        /** What renews leases, and stays open; by default a daemon thread of the manager's own. */
        public Builder renewals(ScheduledExecutorService chosen) {
            renewals = Objects.requireNonNull(chosen, "renewals");
            return this;
        }

        /** The manager, holding nothing. */
        public InMemoryLeaseManager build() {
            Instant start = time.instant();
            boolean own = renewals == null;
            return new InMemoryLeaseManager(new DefaultLeaseManager(
                    new InMemoryLeaseDriver(time),
                    options,
                    renewals == null ? ownRenewals() : renewals,
                    own,
                    () -> Duration.between(start, time.instant()).toNanos(),
                    new Backoff(Backoff.DEFAULT_BASE, LONGEST_PAUSE, random)));
        }

        private static ScheduledExecutorService ownRenewals() {
            ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "patterns-lease-renewal");
                thread.setDaemon(true);
                return thread;
            });
            executor.setRemoveOnCancelPolicy(true);
            return executor;
        }
    }
}
