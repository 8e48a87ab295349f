package dev.scalingpatterns.concurrency.mutants;

import dev.scalingpatterns.concurrency.Lease;
import dev.scalingpatterns.concurrency.LeaseManager;
import dev.scalingpatterns.core.ConflictException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A row per name with the time it ends: whoever says so releases or renews it, and its token ends with it. */
final class NaiveLeaseManager implements LeaseManager {

    private final InstantSource time;
    private final Duration duration;
    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    NaiveLeaseManager(InstantSource time, Duration duration) {
        this.time = time;
        this.duration = duration;
    }

    private record Row(Instant until, long token) {}

    @Override
    public Optional<Lease> tryAcquire(String name) {
        Instant now = time.instant();
        Row row = rows.get(name);
        if (row != null && now.isBefore(row.until)) {
            return Optional.empty();
        }
        Row next = new Row(now.plus(duration), row == null ? 1 : row.token + 1);
        rows.put(name, next);
        return Optional.of(new NaiveLease(name, next.token));
    }

    @Override
    public Lease acquire(String name, Duration atMost) {
        return tryAcquire(name).orElseThrow(() -> new ConflictException("lease.acquire", name, "held"));
    }

    @Override
    public void close() {
        rows.clear();
    }

    private final class NaiveLease implements Lease {

        private final String name;
        private final long token;

        NaiveLease(String name, long token) {
            this.name = name;
            this.token = token;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long token() {
            return token;
        }

        @Override
        public boolean isHeld() {
            Row row = rows.get(name);
            return row != null && time.instant().isBefore(row.until);
        }

        @Override
        public Duration remaining() {
            return isHeld() ? duration : Duration.ZERO;
        }

        @Override
        public boolean renew() {
            rows.computeIfPresent(name, (key, row) -> new Row(time.instant().plus(duration), row.token));
            return isHeld();
        }

        @Override
        public void onLoss(Runnable action) {
            if (!isHeld()) {
                action.run();
            }
        }

        @Override
        public void close() {
            rows.remove(name);
        }
    }
}
