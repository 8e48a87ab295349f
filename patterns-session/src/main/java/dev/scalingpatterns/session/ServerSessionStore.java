package dev.scalingpatterns.session;

import dev.scalingpatterns.core.Backends;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A store that keeps sessions on the server, in memory or in a shared backend. It promises more than any
 * {@link SessionStore}:
 *
 * <ul>
 *   <li>Saves are merged by attribute: a save of one attribute never loses another request's other attribute.
 *   <li>{@link #update} never loses a write to the same attribute.
 *   <li>Each event is told to the {@link SessionListener} once.
 * </ul>
 *
 * <p>Safe for use by many threads.
 */
public interface ServerSessionStore extends SessionStore {

    /**
     * As {@link SessionStore#open(Backends)}, for code that needs what only sessions on the server can do.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is unknown or its value is not allowed, or
     *     the URL chooses a store that keeps sessions at the client
     * @throws IllegalStateException if it was opened from these backends before
     */
    static ServerSessionStore open(Backends backends) {
        return open(backends, "");
    }

    /**
     * As {@link SessionStore#open(Backends, String)}, for code that needs what only sessions on the server can do.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is unknown or its value is not allowed, or
     *     the URL chooses a store that keeps sessions at the client
     * @throws IllegalStateException if it was opened from these backends before
     */
    static ServerSessionStore open(Backends backends, String name) {
        return open(backends, name, new SessionListener() {});
    }

    /**
     * As {@link #open(Backends, String)}, with a listener.
     *
     * @param name the instance's name; empty for the unnamed one
     * @param listener who is told what happens
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is unknown or its value is not allowed, or
     *     the URL chooses a store that keeps sessions at the client
     * @throws IllegalStateException if it was opened from these backends before
     */
    static ServerSessionStore open(Backends backends, String name, SessionListener listener) {
        return SessionStores.openServer(backends, name, listener);
    }

    /**
     * Changes a session so that no write is lost: the change is applied to what is stored and written only if nobody
     * wrote meanwhile, otherwise applied again to what they wrote, up to {@link SessionOptions#updateAttempts} times
     * with short random waits between. Counts as an access.
     *
     * @param id what the client presented, as it came
     * @param change called once per attempt, so it has no side effects but on the session it is given; what it throws
     *     comes out, and nothing is stored
     * @return the session as it was written; empty if there is none, it ended meanwhile, or the id is malformed
     * @throws dev.scalingpatterns.core.ConflictException if others wrote first at every attempt, or the session would
     *     become larger than {@link SessionOptions#maxSessionBytes}; nothing was stored
     */
    Optional<Session> update(String id, Consumer<? super Session> change);

    /**
     * The sessions of a principal, the last accessed first. Does not count as an access to them.
     *
     * @param limit how many at most, 1 to 1,000
     * @throws IllegalArgumentException if the limit or the principal is not allowed
     */
    List<SessionView> findByPrincipal(String principal, int limit);

    /**
     * Ends a session found by {@link #findByPrincipal}, whose id nobody but its client knows.
     *
     * @return whether there was one
     */
    boolean delete(SessionKey key);
}
