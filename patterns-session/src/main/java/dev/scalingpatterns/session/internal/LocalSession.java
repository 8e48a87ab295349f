package dev.scalingpatterns.session.internal;

import dev.scalingpatterns.session.Session;
import dev.scalingpatterns.session.SessionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request's session: the record it was read from, and what was changed since. */
final class LocalSession extends RecordView implements Session {

    private static final long UNCOUNTED = -1;

    private String id;
    private boolean isNew;
    private boolean renewalDue;
    private boolean updating;
    private final Map<String, byte[]> puts = new HashMap<>();
    private final Set<String> removals = new HashSet<>();
    private boolean principalSet;
    private boolean idleTimeoutSet;
    /** Of the attributes; counted at the first change, because most requests only read. */
    private long bytes = UNCOUNTED;

    private LocalSession(DriverSessionStore store, String id, SessionRecord record, boolean isNew) {
        super(store, record);
        this.id = id;
        this.isNew = isNew;
        this.renewalDue = record.renewalDue();
    }

    static LocalSession fresh(DriverSessionStore store, String id, Instant now, Duration idle, Duration absolute) {
        Duration first = idle.compareTo(absolute) < 0 ? idle : absolute;
        SessionRecord record =
                new SessionRecord(SessionKey.of(id), null, Map.of(), 0, now, now, now.plus(first), idle, false);
        return new LocalSession(store, id, record, true);
    }

    /** With the key of the id that was presented: one found by a former id is a former id's to its end. */
    static LocalSession found(DriverSessionStore store, String id, SessionKey key, SessionRecord record) {
        LocalSession session = new LocalSession(store, id, record, false);
        session.setKey(key);
        return session;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean isNew() {
        return isNew;
    }

    @Override
    public boolean renewalDue() {
        return renewalDue;
    }

    @Override
    public void set(String name, Object value) {
        Checks.name(name);
        Objects.requireNonNull(value, "value; to remove an attribute call remove");
        byte[] encoded = store.codec().encode(value);
        long before = bytes();
        long after = before - bytesOf(name) + SessionDelta.bytes(name, encoded);
        store.checkSize(name, encoded.length, before, after);
        puts.put(name, encoded);
        removals.remove(name);
        changeLocally(name, encoded, after);
    }

    @Override
    public void remove(String name) {
        Checks.name(name);
        long after = bytes() - bytesOf(name);
        puts.remove(name);
        // Removed even if it is not there: another request may have set it meanwhile.
        removals.add(name);
        changeLocally(name, null, after);
    }

    private void changeLocally(String name, byte @Nullable [] encoded, long changedBytes) {
        Map<String, byte[]> changed = new HashMap<>(attributes());
        if (encoded == null) {
            changed.remove(name);
        } else {
            changed.put(name, encoded);
        }
        setAttributes(changed);
        bytes = changedBytes;
    }

    private long bytes() {
        if (bytes == UNCOUNTED) {
            bytes = SessionDelta.bytes(attributes());
        }
        return bytes;
    }

    private long bytesOf(String name) {
        byte[] present = attributes().get(name);
        return present == null ? 0 : SessionDelta.bytes(name, present);
    }

    @Override
    public void setPrincipal(String principal) {
        setPrincipalLocally(Checks.principal(principal));
        principalSet = true;
    }

    @Override
    public void clearPrincipal() {
        setPrincipalLocally(null);
        principalSet = true;
    }

    @Override
    public void setIdleTimeout(Duration idleTimeout) {
        setIdleTimeoutLocally(Checks.timeout("the idle timeout", idleTimeout));
        idleTimeoutSet = true;
    }

    SessionDelta delta() {
        return new SessionDelta(
                puts,
                removals,
                principalSet,
                principalSet ? principal().orElse(null) : null,
                idleTimeoutSet ? idleTimeout() : null);
    }

    /** The changes are stored: from here on only later ones are sent. */
    void saved(WriteAnswer answer) {
        if (isNew) {
            setCreatedAt(answer.at());
            isNew = false;
        }
        setExpiresAt(answer.expiresAt());
        puts.clear();
        removals.clear();
        principalSet = false;
        idleTimeoutSet = false;
    }

    /** The changes are stored, and another request renewed the id. */
    void alreadyRotated(WriteAnswer answer) {
        saved(answer);
        renewalDue = false;
    }

    /** The changes are stored under a fresh id. */
    void rotated(String fresh, SessionKey key, WriteAnswer answer) {
        saved(answer);
        id = fresh;
        setKey(key);
        renewalDue = false;
    }

    void beginUpdate() {
        updating = true;
    }

    void endUpdate() {
        updating = false;
    }

    void requireNotUpdating() {
        if (updating) {
            throw new IllegalStateException("this session is being updated: the update saves it, do not do it inside");
        }
    }
}
