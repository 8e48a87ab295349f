package dev.scalingpatterns.concurrency;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Idempotent calls in memory. */
final class InMemoryCallDriver implements CallDriver {

    /** A lease may pass, by a clock that only a test moves, while nobody signals. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(20);

    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<CallKey, Entry> entries = new HashMap<>();

    InMemoryCallDriver(InstantSource time) {
        this.time = time;
    }

    private record Entry(
            String fingerprint,
            int attempt,
            State state,
            Instant leaseUntil,
            Instant expiresAt,
            @Nullable Encoded result,
            @Nullable String failureType) {

        CallRecord at(Instant now) {
            return new CallRecord(
                    fingerprint,
                    attempt,
                    state,
                    now.isBefore(leaseUntil),
                    now.isBefore(expiresAt),
                    result,
                    failureType);
        }
    }

    @Override
    public Claim claim(CallKey key, Fingerprint fingerprint, Duration lease, Duration retention) {
        lock.lock();
        try {
            Instant now = time.instant();
            Entry present = entries.get(key);
            Claim found = present == null
                    ? Claim.of(Verdict.YOURS, 0)
                    : present.at(now).judge(fingerprint);
            if (found.verdict() != Verdict.YOURS) {
                return found;
            }
            int attempt = found.attempt() + 1;
            entries.put(
                    key,
                    new Entry(
                            fingerprint.hash(),
                            attempt,
                            State.RUNNING,
                            now.plus(lease),
                            now.plus(retention),
                            null,
                            null));
            return Claim.of(Verdict.YOURS, attempt);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean complete(CallKey key, int attempt, Encoded result, Duration retention) {
        return end(key, attempt, State.DONE, result, null, retention);
    }

    @Override
    public boolean fail(CallKey key, int attempt, String failureType, Duration retention) {
        return end(key, attempt, State.FAILED, null, failureType, retention);
    }

    private boolean end(
            CallKey key,
            int attempt,
            State state,
            @Nullable Encoded result,
            @Nullable String failureType,
            Duration retention) {
        lock.lock();
        try {
            Entry present = entries.get(key);
            if (present == null || present.attempt != attempt || present.state != State.RUNNING) {
                return false;
            }
            Instant now = time.instant();
            entries.put(
                    key, new Entry(present.fingerprint, attempt, state, now, now.plus(retention), result, failureType));
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void free(CallKey key, int attempt) {
        lock.lock();
        try {
            Entry present = entries.get(key);
            if (present != null && present.attempt == attempt && present.state == State.RUNNING) {
                entries.put(
                        key,
                        new Entry(
                                present.fingerprint,
                                attempt,
                                State.FREE,
                                time.instant(),
                                present.expiresAt,
                                null,
                                null));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void await(CallKey key, int attempt, Deadline deadline) throws InterruptedException {
        lock.lock();
        try {
            long nanos = Math.min(LONGEST_WAIT.toNanos(), deadline.remaining().toNanos());
            while (nanos > 0 && isBusy(key)) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isBusy(CallKey key) {
        Entry present = entries.get(key);
        return present != null
                && present.state == State.RUNNING
                && time.instant().isBefore(present.leaseUntil);
    }

    @Override
    public long purge() {
        lock.lock();
        try {
            Instant now = time.instant();
            long before = entries.size();
            entries.values()
                    .removeIf(entry -> !entry.at(now).kept() && !entry.at(now).leased());
            return before - entries.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        // Nothing is held but memory.
    }
}
