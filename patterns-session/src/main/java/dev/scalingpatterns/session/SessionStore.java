package dev.scalingpatterns.session;

import dev.scalingpatterns.core.Backends;
import java.util.Optional;

/**
 * Who is logged in, on any server. Safe for use by many threads.
 *
 * <pre>{@code
 * Session session = sessions.create();
 * session.setPrincipal("alice");
 * session.set("cart", new Cart());
 * sessions.save(session);                       // hand session.id() to the client
 *
 * sessions.find(id).ifPresent(found -> {
 *     Cart cart = found.get("cart", Cart.class).orElseGet(Cart::new);
 *     found.set("cart", cart.with(article));
 *     sessions.save(found);                     // sends the cart and nothing else
 * });
 * }</pre>
 *
 * <p>The promises, for every implementation:
 *
 * <ul>
 *   <li>A session ends after its idle timeout without access, never later and at most
 *       {@link SessionOptions#touchPercent} of it earlier; and after its absolute timeout, which nothing extends.
 *   <li>A deleted, revoked or expired session never comes back: a save that was in flight is answered with
 *       {@link SaveResult#GONE}.
 *   <li>An id carries at least 128 random bits. Only its hash is stored and printed. An id from outside that is
 *       malformed is an absent session, whatever it holds.
 * </ul>
 *
 * <p>Stores that keep sessions on the server promise more and can do more: see {@link ServerSessionStore}.
 *
 * <p>Every method throws {@link IllegalStateException} after {@link #close}, and
 * {@link dev.scalingpatterns.core.UnavailableException} when the backend does not answer in time.
 */
public interface SessionStore extends AutoCloseable {

    /**
     * Opens the store that {@code patterns.session.url} chooses; {@code memory:} if nothing is said.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is unknown or its value is not allowed
     * @throws IllegalStateException if it was opened from these backends before
     */
    static SessionStore open(Backends backends) {
        return open(backends, "");
    }

    /**
     * Opens a named store: the one that {@code patterns.session.<name>.url} chooses.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is unknown or its value is not allowed
     * @throws IllegalStateException if it was opened from these backends before
     */
    static SessionStore open(Backends backends, String name) {
        return open(backends, name, new SessionListener() {});
    }

    /**
     * As {@link #open(Backends, String)}, with a listener.
     *
     * @param name the instance's name; empty for the unnamed one
     * @param listener who is told what happens
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is unknown or its value is not allowed
     * @throws IllegalStateException if it was opened from these backends before
     */
    static SessionStore open(Backends backends, String name, SessionListener listener) {
        return SessionStores.open(backends, name, listener);
    }

    /** A new session with a fresh id. Nothing is stored before it is {@linkplain #save saved}: unused, it costs nothing. */
    Session create();

    /**
     * Finds a session and counts as an access to it: the idle timeout starts anew (exact to
     * {@link SessionOptions#touchPercent} of it).
     *
     * @param id what the client presented, as it came
     * @return empty if there is none, it has ended, or the id is malformed
     */
    Optional<Session> find(String id);

    /**
     * Stores what was changed in a session since it was found or last saved, all of it or nothing; a new session is
     * stored whether or not it has attributes. Two saves that change the same attribute: the later one counts.
     *
     * @throws IllegalArgumentException if the session came from another store
     * @throws dev.scalingpatterns.core.ConflictException if the session, together with what other requests saved
     *     meanwhile, would be larger than {@link SessionOptions#maxSessionBytes}; nothing was stored
     */
    SaveResult save(Session session);

    /**
     * Gives a session a fresh id and stores its changes, in one step. The absolute timeout goes on.
     *
     * <p>For requests in flight the former id stays valid, to read and to write, for
     * {@link SessionOptions#rotationGrace}, and never again after it. One exception: an id that was issued before the
     * session's principal changed has no grace, and ends with the rotation. Otherwise someone who planted an id before a
     * login (session fixation) would be logged in for the length of the grace.
     *
     * @throws IllegalArgumentException if the session came from another store
     * @throws dev.scalingpatterns.core.ConflictException if the session, together with what other requests saved
     *     meanwhile, would be larger than {@link SessionOptions#maxSessionBytes}; nothing was stored
     */
    RotateResult rotate(Session session);

    /**
     * Ends a session, under whichever of its valid ids.
     *
     * @param id what the client presented, as it came
     * @return whether there was one; a malformed id is none
     */
    boolean delete(String id);

    /**
     * Logs a principal out everywhere, in one operation however many sessions there are: every session that carries the
     * principal when this is called is gone when it returns. Sessions that log the principal in afterwards are not
     * concerned.
     *
     * @throws IllegalArgumentException if it is not a principal that {@link Session#setPrincipal} would take
     */
    void revokeAll(String principal);

    /** Gives back what the store holds. A second call does nothing. */
    @Override
    void close();
}
