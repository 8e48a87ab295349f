package dev.scalingpatterns.session;

import dev.scalingpatterns.session.internal.SessionIds;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * What a store keeps and prints instead of a session's id: the id's SHA-256. Whoever reads a key in a log, a backup or
 * the backend cannot present it as a session. A session's key changes when its id is rotated. Immutable.
 *
 * @param hash 43 characters of URL-safe base64 without padding
 */
public record SessionKey(String hash) {

    private static final int LENGTH = 43;

    /**
     * Takes a key that was read from a store, a page or a log.
     *
     * @throws IllegalArgumentException if it is not 43 characters of URL-safe base64
     */
    public SessionKey {
        Objects.requireNonNull(hash, "hash");
        if (hash.length() != LENGTH || !SessionIds.isUrlSafeBase64(hash)) {
            throw new IllegalArgumentException(
                    "a session key is " + LENGTH + " characters of URL-safe base64, this has " + hash.length());
        }
    }

    /** The key of an id, whatever the id looks like. */
    public static SessionKey of(String id) {
        Objects.requireNonNull(id, "id");
        byte[] digest = sha256().digest(id.getBytes(StandardCharsets.UTF_8));
        return new SessionKey(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The hash: it is no secret. */
    @Override
    public String toString() {
        return hash;
    }
}
