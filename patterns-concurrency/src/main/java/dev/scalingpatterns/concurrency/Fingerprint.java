package dev.scalingpatterns.concurrency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * What a request asked for, as a SHA-256 hash: tells a retry from another request under the same key, and stores nothing of
 * the request itself.
 *
 * @param hash 64 hexadecimal digits, lower case
 */
public record Fingerprint(String hash) {

    /**
     * Checks the hash.
     *
     * @throws IllegalArgumentException if it is not 64 hexadecimal digits
     */
    public Fingerprint {
        Objects.requireNonNull(hash, "hash");
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a fingerprint is 64 lower-case hexadecimal digits");
        }
    }

    /** Of the parts of a request, in order; {@code of("a", "b")} is not {@code of("ab")}. */
    public static Fingerprint of(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            add(digest, part.getBytes(StandardCharsets.UTF_8));
        }
        return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
    }

    /** Of a request's bytes. */
    public static Fingerprint of(byte[] request) {
        MessageDigest digest = sha256();
        add(digest, request);
        return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
    }

    private static void add(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        digest.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
