package dev.scalingpatterns.session.internal;

import dev.scalingpatterns.session.SessionKey;
import java.util.List;
import java.util.Optional;

/**
 * What a backend does for {@link DriverSessionStore}: a few operations on bytes, each atomic, by the backend's own time.
 * Arguments are checked and ids are hashed before they come here. Safe for use by many threads.
 *
 * <p>A key is valid if it is a session's key of today, or a former one whose grace still runs; and if the session was
 * neither deleted nor revoked and has not expired. Everything below acts upon valid keys only.
 *
 * <p>The driver tells the listener of sessions that it finds expired or revoked, each once; the store tells of the rest.
 */
public interface SessionDriver extends AutoCloseable {

    /** Instead of a version: write whatever the version is. */
    long ANY_VERSION = -1;

    /**
     * Creates a session. Its size was checked as it was filled.
     *
     * @throws IllegalStateException if the key is taken: the random source gives the same bytes twice
     */
    WriteAnswer create(SessionKey key, SessionDelta content);

    /** Reads a session, and notes the access if the one noted last is long enough ago. */
    Optional<SessionRecord> read(SessionKey key);

    /**
     * Merges changes into a session, which counts as an access. If they change the principal, every former key ends, and
     * the session belongs to the new principal's epoch of now; one that is set again leaves the epoch as it is.
     *
     * @param version the version that is expected, or {@link #ANY_VERSION}
     */
    WriteAnswer write(SessionKey key, SessionDelta delta, long version);

    /**
     * Merges changes into a session and moves it to a fresh key, in one step. The former key stays valid for the grace,
     * unless the principal was changed since that key was issued, now included: then every former key ends. By a former
     * key, and with the principal unchanged, the changes are merged and the key of today stays.
     */
    WriteAnswer rotate(SessionKey key, SessionKey fresh, SessionDelta delta);

    /** Deletes a session for good. Answers with its key of today, empty if there was none. */
    Optional<SessionKey> delete(SessionKey key);

    /** From now on the sessions that carry the principal are gone; one operation, however many there are. */
    void revokeAll(String principal);

    /** The valid sessions of a principal, the last accessed first. Not an access. */
    List<SessionRecord> findByPrincipal(String principal, int limit);

    /** Called once, when no operation is to come any more. */
    @Override
    void close();
}
