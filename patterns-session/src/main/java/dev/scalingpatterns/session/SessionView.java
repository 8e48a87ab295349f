package dev.scalingpatterns.session;

import dev.scalingpatterns.core.TypeRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What can be read of a session as it was stored when it was read. Attributes are decoded when they are asked for, each
 * time anew: what a caller does to a value it got changes no session. Not safe for use by several threads at once.
 */
public interface SessionView {

    /** The hash of the session's id: what logs and listeners may show. */
    SessionKey key();

    /** Who is logged in, if anybody. */
    Optional<String> principal();

    /** When the session was first saved, by the backend's clock; for a new one, a guess by this machine's. */
    Instant createdAt();

    /**
     * When the session was last accessed before it was read here, by the backend's clock, exact to
     * {@link SessionOptions#touchPercent} of the idle timeout.
     */
    Instant lastAccessedAt();

    /** When the session ends if nobody accesses it any more: by the idle or the absolute timeout, the earlier. */
    Instant expiresAt();

    /** How long this session lives without being accessed. */
    Duration idleTimeout();

    /** The names of the attributes, decodable or not. A copy. */
    Set<String> names();

    /**
     * An attribute. A value that does not decode to the type is treated as {@link SessionOptions#undecodable} says.
     *
     * @param type a class that the codec can read; a primitive type stands for its wrapper
     * @throws dev.scalingpatterns.core.CorruptDataException if it does not decode and the policy is
     *     {@link UndecodablePolicy#FAIL}
     */
    <T> Optional<T> get(String name, Class<T> type);

    /**
     * An attribute of a generic type: {@code session.get("cart", new TypeRef<List<Line>>() {})}.
     *
     * @throws dev.scalingpatterns.core.CorruptDataException if it does not decode and the policy is
     *     {@link UndecodablePolicy#FAIL}
     */
    <T> Optional<T> get(String name, TypeRef<T> type);
}
