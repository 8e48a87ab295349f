package dev.scalingpatterns.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sessions as a few maps and a clock that counts ticks: trivially correct, one thread. */
final class SessionModel {

    static final int IDLE = 10;
    static final int ABSOLUTE = 25;
    static final int GRACE = 3;

    /** What is known of a session. */
    static final class Entry {
        final Map<String, Integer> attributes = new HashMap<>();
        final Map<String, Long> idsUntil = new HashMap<>();

        @Nullable String principal;

        String id;
        boolean loggedInSinceIssued;
        final long createdAt;
        long accessedAt;

        Entry(String id, long now) {
            this.id = id;
            this.createdAt = now;
            this.accessedAt = now;
            idsUntil.put(id, Long.MAX_VALUE);
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private long now;

    void pass(int ticks) {
        now += ticks;
        entries.removeIf(entry -> now >= entry.accessedAt + IDLE || now >= entry.createdAt + ABSOLUTE);
        entries.forEach(entry -> entry.idsUntil.values().removeIf(until -> now >= until));
    }

    void create(String id) {
        entries.add(new Entry(id, now));
    }

    /** The session behind an id; the access is noted. */
    @Nullable Entry find(String id) {
        for (Entry entry : entries) {
            if (entry.idsUntil.containsKey(id)) {
                entry.accessedAt = now;
                return entry;
            }
        }
        return null;
    }

    void logIn(Entry entry, @Nullable String principal) {
        if (!Objects.equals(entry.principal, principal)) {
            entry.principal = principal;
            entry.loggedInSinceIssued = true;
            entry.idsUntil.keySet().retainAll(List.of(entry.id));
        }
    }

    /** Whether an id may be rotated, or was already. */
    boolean mayRotate(Entry entry, String id) {
        return id.equals(entry.id) || entry.loggedInSinceIssued;
    }

    void rotate(Entry entry, String fresh) {
        if (entry.loggedInSinceIssued) {
            entry.idsUntil.clear();
        } else {
            entry.idsUntil.put(entry.id, now + GRACE);
        }
        entry.idsUntil.put(fresh, Long.MAX_VALUE);
        entry.id = fresh;
        entry.loggedInSinceIssued = false;
    }

    void delete(Entry entry) {
        entries.remove(entry);
    }

    void revoke(String principal) {
        entries.removeIf(entry -> principal.equals(entry.principal));
    }

    List<Entry> of(String principal) {
        return entries.stream()
                .filter(entry -> principal.equals(entry.principal))
                .toList();
    }
}
