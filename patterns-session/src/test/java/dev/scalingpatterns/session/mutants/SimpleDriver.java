package dev.scalingpatterns.session.mutants;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.session.SessionKey;
import dev.scalingpatterns.session.SessionListener;
import dev.scalingpatterns.session.SessionOptions;
import dev.scalingpatterns.session.internal.SessionDelta;
import dev.scalingpatterns.session.internal.SessionDriver;
import dev.scalingpatterns.session.internal.SessionRecord;
import dev.scalingpatterns.session.internal.WriteAnswer;
import dev.scalingpatterns.session.internal.WriteAnswer.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A driver that keeps every promise as plainly as can be: one lock for all, searches instead of indexes. The mutants
 * extend it and break one promise each, so that a rejection can have one reason only.
 */
class SimpleDriver implements SessionDriver {

    /** A session. */
    static final class Entry {
        SessionKey key;

        @Nullable String principal;

        Map<String, byte[]> attributes = Map.of();
        Instant createdAt;
        Instant endsAt;
        Instant issuedAt;
        Instant accessedAt;
        Duration idleTimeout;
        long version;
        boolean principalChanged;
        final Map<SessionKey, Instant> former = new HashMap<>();

        Entry(SessionKey key, Instant now, SessionOptions options) {
            this.key = key;
            this.createdAt = now;
            this.endsAt = now.plus(options.absoluteTimeout());
            this.issuedAt = now;
            this.accessedAt = now;
            this.idleTimeout = options.idleTimeout();
        }

        Instant expiresAt() {
            Instant idleEnd = accessedAt.plus(idleTimeout);
            return idleEnd.isBefore(endsAt) ? idleEnd : endsAt;
        }

        boolean answersTo(SessionKey asked, Instant now) {
            Instant until = former.get(asked);
            return asked.equals(key) || (until != null && now.isBefore(until));
        }
    }

    final SessionOptions options;
    final InstantSource time;
    final Listeners<SessionListener> listeners;
    final Map<SessionKey, Entry> entries = new HashMap<>();

    SimpleDriver(SessionOptions options, InstantSource time, Listeners<SessionListener> listeners) {
        this.options = options;
        this.time = time;
        this.listeners = listeners;
    }

    @Override
    public synchronized WriteAnswer create(SessionKey key, SessionDelta content) {
        Entry entry = new Entry(key, time.instant(), options);
        entries.put(key, entry);
        return merge(entry, content);
    }

    @Override
    public synchronized Optional<SessionRecord> read(SessionKey key) {
        Entry entry = valid(key);
        if (entry == null) {
            return Optional.empty();
        }
        Instant now = time.instant();
        Instant before = entry.accessedAt;
        Duration share = entry.idleTimeout.multipliedBy(options.touchPercent()).dividedBy(100);
        if (!now.isBefore(before.plus(share))) {
            touch(entry, now);
        }
        boolean due = key.equals(entry.key) && !now.isBefore(entry.issuedAt.plus(options.renewalInterval()));
        return Optional.of(record(entry, before, due));
    }

    void touch(Entry entry, Instant now) {
        entry.accessedAt = now;
    }

    @Override
    public synchronized WriteAnswer write(SessionKey key, SessionDelta delta, long version) {
        Entry entry = valid(key);
        if (entry == null) {
            return WriteAnswer.refused(Outcome.GONE);
        }
        if (version != ANY_VERSION && version != entry.version) {
            return WriteAnswer.refused(Outcome.CONFLICT);
        }
        long bytes = SessionDelta.bytes(delta.applyTo(entry.attributes));
        if (bytes > options.maxSessionBytes()) {
            return WriteAnswer.tooLarge(bytes);
        }
        if (changesPrincipal(entry, delta)) {
            entry.former.clear();
            entry.principalChanged = true;
        }
        return merge(entry, delta);
    }

    @Override
    public synchronized WriteAnswer rotate(SessionKey key, SessionKey fresh, SessionDelta delta) {
        Entry entry = valid(key);
        if (entry == null) {
            return WriteAnswer.refused(Outcome.GONE);
        }
        long bytes = SessionDelta.bytes(delta.applyTo(entry.attributes));
        if (bytes > options.maxSessionBytes()) {
            return WriteAnswer.tooLarge(bytes);
        }
        boolean login = entry.principalChanged || changesPrincipal(entry, delta);
        if (!key.equals(entry.key) && !login) {
            merge(entry, delta);
            return WriteAnswer.alreadyRotated(time.instant(), entry.expiresAt());
        }
        SessionKey before = entry.key;
        entries.remove(before);
        retire(entry, login, time.instant());
        entry.key = fresh;
        entry.issuedAt = time.instant();
        entry.principalChanged = false;
        entries.put(fresh, entry);
        merge(entry, delta);
        return WriteAnswer.rotated(time.instant(), entry.expiresAt(), before);
    }

    /** What becomes of the key of today, and of those before it. */
    void retire(Entry entry, boolean login, Instant now) {
        if (login) {
            entry.former.clear();
        } else {
            entry.former.put(entry.key, now.plus(options.rotationGrace()));
        }
    }

    WriteAnswer merge(Entry entry, SessionDelta delta) {
        entry.attributes = delta.applyTo(entry.attributes);
        if (delta.principalSet()) {
            entry.principal = delta.principal();
        }
        if (delta.idleTimeout() != null) {
            entry.idleTimeout = delta.idleTimeout();
        }
        entry.accessedAt = time.instant();
        entry.version++;
        return WriteAnswer.done(entry.accessedAt, entry.expiresAt());
    }

    private static boolean changesPrincipal(Entry entry, SessionDelta delta) {
        return delta.principalSet() && !Objects.equals(delta.principal(), entry.principal);
    }

    @Override
    public synchronized Optional<SessionKey> delete(SessionKey key) {
        Entry entry = valid(key);
        if (entry == null) {
            return Optional.empty();
        }
        entries.remove(entry.key);
        return Optional.of(entry.key);
    }

    @Override
    public synchronized void revokeAll(String principal) {
        List<Entry> revoked = entries.values().stream()
                .filter(entry -> principal.equals(entry.principal))
                .toList();
        revoked.forEach(entry -> {
            entries.remove(entry.key);
            listeners.tell(listener -> listener.deleted(entry.key));
        });
    }

    @Override
    public synchronized List<SessionRecord> findByPrincipal(String principal, int limit) {
        expire();
        return entries.values().stream()
                .filter(entry -> principal.equals(entry.principal))
                .sorted(Comparator.comparing((Entry entry) -> entry.accessedAt).reversed())
                .limit(limit)
                .map(entry -> record(entry, entry.accessedAt, false))
                .toList();
    }

    static SessionRecord record(Entry entry, Instant accessedBefore, boolean renewalDue) {
        return new SessionRecord(
                entry.key,
                entry.principal,
                entry.attributes,
                entry.version,
                entry.createdAt,
                accessedBefore,
                entry.expiresAt(),
                entry.idleTimeout,
                renewalDue);
    }

    final synchronized @Nullable Entry valid(SessionKey key) {
        expire();
        Instant now = time.instant();
        return entries.values().stream()
                .filter(entry -> entry.answersTo(key, now))
                .findFirst()
                .orElse(null);
    }

    final synchronized void expire() {
        Instant now = time.instant();
        List<Entry> ended = entries.values().stream()
                .filter(entry -> !now.isBefore(entry.expiresAt()))
                .toList();
        ended.forEach(this::end);
        entries.values().forEach(entry -> entry.former.values().removeIf(until -> !now.isBefore(until)));
    }

    void end(Entry entry) {
        entries.remove(entry.key);
        listeners.tell(listener -> listener.expired(entry.key));
    }

    @Override
    public synchronized void close() {
        entries.clear();
    }
}
