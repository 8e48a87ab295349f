package dev.scalingpatterns.session.internal;

import dev.scalingpatterns.session.SessionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session as a driver read it; the times are the backend's.
 *
 * @param key the session's key of today, whichever of its ids was asked for
 * @param principal who is logged in
 * @param attributes the encoded attributes, unmodifiable; the arrays are not to be changed
 * @param version grows with each write
 * @param createdAt when it was created
 * @param lastAccessedAt when it was accessed before this
 * @param expiresAt when it ends if it is not accessed any more
 * @param idleTimeout its idle timeout
 * @param renewalDue whether the id that was asked for is today's and older than the renewal interval
 */
public record SessionRecord(
        SessionKey key,
        @Nullable String principal,
        Map<String, byte[]> attributes,
        long version,
        Instant createdAt,
        Instant lastAccessedAt,
        Instant expiresAt,
        Duration idleTimeout,
        boolean renewalDue) {}
