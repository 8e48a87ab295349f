package dev.scalingpatterns.session;

import java.time.Duration;

/**
 * One request's view of a session: read when it was found, changed locally, and written by {@link SessionStore#save},
 * which sends only what was changed. Obtained from a store and given back to the same one.
 *
 * <p>Values are encoded when they are set, so what happens to the object afterwards is not saved: set it again. An
 * explicit set is a write even if the value equals the former one. Not safe for use by several threads at once; two
 * requests each have their own.
 */
public interface Session extends SessionView {

    /**
     * What the client presents to be known again: a secret, for its cookie or header only. It changes by
     * {@link SessionStore#rotate}, and in stores that keep the session at the client by {@link SessionStore#save}:
     * compare it afterwards and hand it out if it changed.
     */
    String id();

    /** Whether it was never saved: the client does not know the id yet and no backend was asked. */
    boolean isNew();

    /**
     * Whether the id is older than {@link SessionOptions#renewalInterval} and was not rotated yet: a good moment to
     * {@linkplain SessionStore#rotate rotate} it.
     */
    boolean renewalDue();

    /**
     * Sets an attribute, for the next save.
     *
     * @param name 1 to 128 characters, none of them a control character
     * @param value anything that the codec can write
     * @throws IllegalArgumentException if the name is not allowed, the codec cannot write the value, or the attribute
     *     or the session would become larger than {@link SessionOptions} allows; nothing is changed then
     */
    void set(String name, Object value);

    /** Removes an attribute, for the next save; no matter if there is none. */
    void remove(String name);

    /**
     * Says who is logged in, for the next save. {@linkplain SessionStore#rotate Rotate} the id at the same time: an id
     * that was known before a login must not be the logged-in one (session fixation).
     *
     * @param principal the user's name or number, 1 to 256 characters, none of them a control character
     * @throws IllegalArgumentException if it is not allowed
     */
    void setPrincipal(String principal);

    /** Says that nobody is logged in, for the next save. To log out, rather {@link SessionStore#delete} the session. */
    void clearPrincipal();

    /**
     * Gives this session an idle timeout of its own, for the next save. The absolute timeout stays.
     *
     * @throws IllegalArgumentException if it is not from 1 ms to 3,650 days
     */
    void setIdleTimeout(Duration idleTimeout);
}
