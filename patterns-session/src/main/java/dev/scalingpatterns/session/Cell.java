package dev.scalingpatterns.session;

import dev.scalingpatterns.session.internal.SessionDelta;
import dev.scalingpatterns.session.internal.SessionRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One session in memory. Everything but the lock is read and written under the lock only. */
final class Cell {

    /** The way from a key to its session; a former key's way closes at some time. */
    static final class Handle {

        final Cell cell;
        private @Nullable Instant until;

        Handle(Cell cell) {
            this.cell = cell;
        }

        boolean isToday() {
            return until == null;
        }

        boolean isOpen(Instant now) {
            return until == null || now.isBefore(until);
        }

        void closeAt(Instant end) {
            until = end;
        }
    }

    final ReentrantLock lock = new ReentrantLock();

    final Instant createdAt;
    final Instant endsAt;

    SessionKey key;
    /** When the id of today was issued, and whether the principal was changed since. */
    Instant issuedAt;

    boolean principalChanged;
    final Map<SessionKey, Handle> former = new HashMap<>();

    Map<String, byte[]> attributes = Map.of();

    @Nullable String principal;
    /** The principal's epoch when it was bound. */
    long epoch;

    Duration idleTimeout;
    Instant accessedAt;
    long version;

    /** Under what it stands in the schedule. */
    Schedule.@Nullable Due due;

    /** Removed for good: whoever still holds it finds nothing. */
    boolean gone;

    Cell(SessionKey key, Instant now, Instant endsAt, Duration idleTimeout) {
        this.key = key;
        this.createdAt = now;
        this.endsAt = endsAt;
        this.issuedAt = now;
        this.accessedAt = now;
        this.idleTimeout = idleTimeout;
    }

    Instant expiresAt() {
        Instant idleEnd = accessedAt.plus(idleTimeout);
        return idleEnd.isBefore(endsAt) ? idleEnd : endsAt;
    }

    /** Accesses nearer to each other than this are not noted. */
    Duration touchInterval(int percent) {
        return idleTimeout.multipliedBy(percent).dividedBy(100);
    }

    boolean wouldChangePrincipal(SessionDelta delta) {
        return delta.principalSet() && !Objects.equals(delta.principal(), principal);
    }

    SessionRecord record(Instant accessedBefore, boolean renewalDue) {
        return new SessionRecord(
                key, principal, attributes, version, createdAt, accessedBefore, expiresAt(), idleTimeout, renewalDue);
    }

    /** When the schedule has to look at it: at its end, or when a former key ends before. */
    Instant nextLook() {
        Instant next = expiresAt();
        for (Handle handle : former.values()) {
            if (handle.until != null && handle.until.isBefore(next)) {
                next = handle.until;
            }
        }
        return next;
    }
}
