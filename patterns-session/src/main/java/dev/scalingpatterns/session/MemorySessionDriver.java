package dev.scalingpatterns.session;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.session.internal.SessionDelta;
import dev.scalingpatterns.session.internal.SessionDriver;
import dev.scalingpatterns.session.internal.SessionRecord;
import dev.scalingpatterns.session.internal.WriteAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Sessions in maps. Each session is a {@link Cell} with a lock of its own, found under its key of today and, for the
 * grace, under former ones. A cell that was removed is marked as gone under its lock, so an operation that found it
 * before cannot write to it afterwards. Locks are held for map operations only; listeners are told outside of them.
 */
final class MemorySessionDriver implements SessionDriver {

    private static final int SWEPT_ASIDE = 4;
    private static final int SWEPT_AT_ONCE = 1_000;
    private static final long QUIET_MILLIS = 1_000;
    /** For clocks that were set back since a session was created, and threads that read the clock a while ago. */
    private static final Duration REVOKED_LONGER = Duration.ofHours(1);

    private final SessionOptions options;
    private final InstantSource time;
    private final Listeners<SessionListener> listeners;
    private final ConcurrentMap<SessionKey, Cell.Handle> byKey = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Set<Cell>> byPrincipal = new ConcurrentHashMap<>();
    private final PrincipalEpochs epochs = new PrincipalEpochs();
    private final Schedule schedule = new Schedule();
    private volatile long quietUntil;

    MemorySessionDriver(SessionOptions options, InstantSource time, Listeners<SessionListener> listeners) {
        this.options = options;
        this.time = time;
        this.listeners = listeners;
    }

    @Override
    public WriteAnswer create(SessionKey key, SessionDelta content) {
        Instant now = time.instant();
        sweepAside(now);
        Cell cell = new Cell(key, now, now.plus(options.absoluteTimeout()), options.idleTimeout());
        cell.lock.lock();
        try {
            claim(key, cell);
            merge(cell, content, now);
            return WriteAnswer.done(now, cell.expiresAt());
        } finally {
            cell.lock.unlock();
        }
    }

    private void claim(SessionKey key, Cell cell) {
        if (byKey.putIfAbsent(key, new Cell.Handle(cell)) != null) {
            throw new IllegalStateException("a fresh session id is taken already: the random source repeats itself");
        }
    }

    @Override
    public Optional<SessionRecord> read(SessionKey key) {
        return within(key, Optional.<SessionRecord>empty(), (cell, visit) -> {
            Instant accessedBefore = cell.accessedAt;
            if (!visit.now.isBefore(accessedBefore.plus(cell.touchInterval(options.touchPercent())))) {
                cell.accessedAt = visit.now;
            }
            return Optional.of(cell.record(accessedBefore, renewalDue(cell, visit)));
        });
    }

    private boolean renewalDue(Cell cell, Visit visit) {
        return visit.handle.isToday() && !visit.now.isBefore(cell.issuedAt.plus(options.renewalInterval()));
    }

    @Override
    public WriteAnswer write(SessionKey key, SessionDelta delta, long version) {
        return within(key, WriteAnswer.refused(WriteAnswer.Outcome.GONE), (cell, visit) -> {
            if (version != ANY_VERSION && version != cell.version) {
                return WriteAnswer.refused(WriteAnswer.Outcome.CONFLICT);
            }
            long excess = excess(cell, delta);
            if (excess > 0) {
                return WriteAnswer.tooLarge(excess);
            }
            if (cell.wouldChangePrincipal(delta)) {
                endFormerKeys(cell);
                cell.principalChanged = true;
            }
            merge(cell, delta, visit.now);
            return WriteAnswer.done(visit.now, cell.expiresAt());
        });
    }

    @Override
    public WriteAnswer rotate(SessionKey key, SessionKey fresh, SessionDelta delta) {
        return within(key, WriteAnswer.refused(WriteAnswer.Outcome.GONE), (cell, visit) -> {
            long excess = excess(cell, delta);
            if (excess > 0) {
                return WriteAnswer.tooLarge(excess);
            }
            boolean noGrace = cell.principalChanged || cell.wouldChangePrincipal(delta);
            if (!visit.handle.isToday() && !noGrace) {
                merge(cell, delta, visit.now);
                return WriteAnswer.alreadyRotated(visit.now, cell.expiresAt());
            }
            SessionKey former = cell.key;
            claim(fresh, cell);
            retire(cell, visit.now, noGrace);
            cell.key = fresh;
            cell.issuedAt = visit.now;
            cell.principalChanged = false;
            merge(cell, delta, visit.now);
            return WriteAnswer.rotated(visit.now, cell.expiresAt(), former);
        });
    }

    /** The key of today becomes a former one, if there is a grace; otherwise every key ends now. */
    private void retire(Cell cell, Instant now, boolean noGrace) {
        if (noGrace) {
            endFormerKeys(cell);
        }
        if (noGrace || options.rotationGrace().isZero()) {
            byKey.remove(cell.key);
            return;
        }
        Cell.Handle handle = byKey.get(cell.key);
        if (handle != null) {
            handle.closeAt(now.plus(options.rotationGrace()));
            cell.former.put(cell.key, handle);
        }
    }

    private void endFormerKeys(Cell cell) {
        cell.former.keySet().forEach(byKey::remove);
        cell.former.clear();
    }

    /** How large the session would become, if that is too large; 0 if it may be. What shrinks is never too large. */
    private long excess(Cell cell, SessionDelta delta) {
        if (delta.puts().isEmpty()) {
            return 0;
        }
        long after = SessionDelta.bytes(delta.applyTo(cell.attributes));
        return after > options.maxSessionBytes() && after > SessionDelta.bytes(cell.attributes) ? after : 0;
    }

    private void merge(Cell cell, SessionDelta delta, Instant now) {
        cell.attributes = delta.applyTo(cell.attributes);
        if (delta.idleTimeout() != null) {
            cell.idleTimeout = delta.idleTimeout();
        }
        // Who is set again keeps the epoch: or a save that races with a revocation would take the session out of it.
        if (cell.wouldChangePrincipal(delta)) {
            unindex(cell);
            cell.principal = delta.principal();
            index(cell);
        }
        if (now.isAfter(cell.accessedAt)) {
            cell.accessedAt = now;
        }
        cell.version++;
        schedule.put(cell, cell.nextLook());
    }

    private void index(Cell cell) {
        String principal = cell.principal;
        if (principal != null) {
            cell.epoch = epochs.current(principal);
            byPrincipal.compute(principal, (same, cells) -> {
                Set<Cell> grown = cells == null ? ConcurrentHashMap.newKeySet() : cells;
                grown.add(cell);
                return grown;
            });
        }
    }

    private void unindex(Cell cell) {
        if (cell.principal != null) {
            byPrincipal.computeIfPresent(cell.principal, (same, cells) -> {
                cells.remove(cell);
                return cells.isEmpty() ? null : cells;
            });
        }
    }

    @Override
    public Optional<SessionKey> delete(SessionKey key) {
        return within(key, Optional.<SessionKey>empty(), (cell, visit) -> {
            remove(cell);
            return Optional.of(cell.key);
        });
    }

    private void remove(Cell cell) {
        cell.gone = true;
        byKey.remove(cell.key);
        endFormerKeys(cell);
        unindex(cell);
        schedule.remove(cell);
        cell.attributes = Map.of();
    }

    @Override
    public void revokeAll(String principal) {
        Instant now = time.instant();
        sweepAside(now);
        epochs.begin(principal, now.plus(options.absoluteTimeout()).plus(REVOKED_LONGER));
    }

    @Override
    public List<SessionRecord> findByPrincipal(String principal, int limit) {
        Instant now = time.instant();
        sweepAside(now);
        List<SessionRecord> found = new ArrayList<>();
        for (Cell cell : byPrincipal.getOrDefault(principal, Set.of())) {
            // It may have changed hands since the index was read.
            ifAlive(
                            cell,
                            now,
                            alive -> principal.equals(alive.principal)
                                    ? Optional.of(alive.record(alive.accessedAt, false))
                                    : Optional.<SessionRecord>empty())
                    .ifPresent(found::add);
        }
        return found.stream()
                .sorted(Comparator.comparing(SessionRecord::lastAccessedAt).reversed())
                .limit(limit)
                .toList();
    }

    /** When and by which key a cell is visited. */
    private record Visit(Instant now, Cell.Handle handle) {}

    /** Runs an operation under the lock of the session that the key leads to; answers {@code absent} if it leads to none. */
    private <T> T within(SessionKey key, T absent, BiFunction<Cell, Visit, T> operation) {
        Instant now = time.instant();
        sweepAside(now);
        Cell.Handle handle = byKey.get(key);
        if (handle == null) {
            return absent;
        }
        // A former key that was ended early is in the map no more.
        return ifAlive(
                        handle.cell,
                        now,
                        cell -> handle.isOpen(now) && byKey.get(key) == handle
                                ? Optional.of(operation.apply(cell, new Visit(now, handle)))
                                : Optional.<T>empty())
                .orElse(absent);
    }

    /** Runs something under a cell's lock, unless the session is gone; ends it first if its time has run out. */
    private <T> Optional<T> ifAlive(Cell cell, Instant now, Function<Cell, Optional<T>> operation) {
        SessionKey key;
        boolean revoked;
        cell.lock.lock();
        try {
            if (cell.gone) {
                return Optional.empty();
            }
            revoked = isRevoked(cell);
            if (!revoked && now.isBefore(cell.expiresAt())) {
                return operation.apply(cell);
            }
            key = cell.key;
            remove(cell);
        } finally {
            cell.lock.unlock();
        }
        listeners.tell(listener -> {
            if (revoked) {
                listener.deleted(key);
            } else {
                listener.expired(key);
            }
        });
        return Optional.empty();
    }

    private boolean isRevoked(Cell cell) {
        return cell.principal != null && cell.epoch < epochs.current(cell.principal);
    }

    /** Clears away what is due, at most {@value #SWEPT_AT_ONCE}; answers with how many were looked at. */
    int sweep() {
        return sweep(time.instant(), SWEPT_AT_ONCE);
    }

    /** What each operation does for the others: a little, and when there is nothing to do not even a look for a while. */
    private void sweepAside(Instant now) {
        if (isLoud(now.toEpochMilli()) && sweep(now, SWEPT_ASIDE) == 0) {
            quietUntil = now.toEpochMilli() + QUIET_MILLIS;
        }
    }

    /** Not quiet any more; nor if the clock was turned back, or it would be quiet for too long. */
    private boolean isLoud(long now) {
        long until = quietUntil;
        return now >= until || now < until - QUIET_MILLIS;
    }

    private int sweep(Instant now, int most) {
        int forgotten = epochs.forget(now, most);
        int looked = 0;
        while (looked < most) {
            Cell cell = schedule.firstDue(now);
            if (cell == null) {
                break;
            }
            looked++;
            lookAgain(cell, now);
        }
        return forgotten + looked;
    }

    private void lookAgain(Cell cell, Instant now) {
        ifAlive(cell, now, alive -> {
            dropClosedKeys(alive, now);
            schedule.remove(alive);
            schedule.put(alive, alive.nextLook());
            return Optional.empty();
        });
    }

    private void dropClosedKeys(Cell cell, Instant now) {
        cell.former.entrySet().removeIf(former -> {
            boolean closed = !former.getValue().isOpen(now);
            if (closed) {
                byKey.remove(former.getKey());
            }
            return closed;
        });
    }

    /** How many entries are held in all, for tests: nothing may be left behind. */
    int held() {
        return byKey.size() + byPrincipal.size() + schedule.size() + epochs.size();
    }

    /** Every text held, for tests: no id may be among them. */
    List<String> heldTexts() {
        List<String> texts = new ArrayList<>();
        byKey.keySet().forEach(key -> texts.add(key.hash()));
        byKey.values().forEach(handle -> texts.add(handle.cell.key.hash()));
        byKey.values().forEach(handle -> handle.cell.former.keySet().forEach(key -> texts.add(key.hash())));
        texts.addAll(byPrincipal.keySet());
        return texts;
    }

    @Override
    public void close() {
        byKey.clear();
        byPrincipal.clear();
        schedule.clear();
        epochs.clear();
    }
}
