package dev.scalingpatterns.session;

/**
 * Told what happens in a store, in the thread where it happens, after it happened. Methods do nothing unless overridden;
 * what they throw harms nobody. Implementations are safe for use by many threads and return quickly.
 *
 * <p>Created, expired, deleted and rotated are told once each, on one server, for what happened to one session. The key
 * is the hash of the session's id: fit to find what belongs to the session, too many for a metric's tag.
 */
public interface SessionListener {

    /** A new session was saved. */
    default void created(SessionKey session) {}

    /** A session was found to have ended by its idle or absolute timeout: on access, or by a sweep some time later. */
    default void expired(SessionKey session) {}

    /**
     * A session was deleted by its id or key, or because an attribute could not be decoded; or it was found to have been
     * revoked: on access, or by a sweep some time later.
     */
    default void deleted(SessionKey session) {}

    /** A session was given a fresh id, and with it another key. */
    default void rotated(SessionKey former, SessionKey fresh) {}

    /** A principal was logged out everywhere. */
    default void revokedAll() {}

    /**
     * An attribute could not be decoded.
     *
     * @param attribute its name
     * @param type the name of the type asked for
     * @param policy what was done about it
     */
    default void undecodable(String attribute, String type, UndecodablePolicy policy) {}

    /** An update found that others had written first and tried again. */
    default void updateRetried() {}

    /** A save or a rotation was answered with {@link SaveResult#GONE}: a write was lost with its session. */
    default void saveRefused() {}
}
