package dev.scalingpatterns.concurrency;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Leases in memory. All names draw their tokens from one counter: they grow per name even where nothing is left that
 * remembers the name.
 */
final class InMemoryLeaseDriver implements LeaseDriver {

    private static final int LEAST_TO_SWEEP = 1_000;

    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Held> leases = new HashMap<>();
    private long lastToken;
    private int sweepAt = LEAST_TO_SWEEP;

    InMemoryLeaseDriver(InstantSource time) {
        this.time = time;
    }

    private record Held(String owner, Instant until) {}

    @Override
    public OptionalLong acquire(String name, String owner, Duration duration) {
        lock.lock();
        try {
            Instant now = time.instant();
            Held held = leases.get(name);
            if (held != null && now.isBefore(held.until)) {
                return OptionalLong.empty();
            }
            sweep(now);
            leases.put(name, new Held(owner, now.plus(duration)));
            return OptionalLong.of(++lastToken);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets leases that ended and nobody asked for again, whenever their number has doubled. */
    private void sweep(Instant now) {
        if (leases.size() >= sweepAt) {
            leases.values().removeIf(held -> !now.isBefore(held.until));
            sweepAt = Math.max(LEAST_TO_SWEEP, 2 * leases.size());
        }
    }

    int size() {
        lock.lock();
        try {
            return leases.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean renew(String name, String owner, Duration duration) {
        lock.lock();
        try {
            Instant now = time.instant();
            if (!isHeldBy(leases.get(name), owner, now)) {
                return false;
            }
            leases.put(name, new Held(owner, now.plus(duration)));
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean release(String name, String owner) {
        lock.lock();
        try {
            if (!isHeldBy(leases.get(name), owner, time.instant())) {
                return false;
            }
            leases.remove(name);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isHeldBy(@Nullable Held held, String owner, Instant now) {
        return held != null && held.owner.equals(owner) && now.isBefore(held.until);
    }

    @Override
    public void close() {
        // Nothing is held but memory.
    }
}
