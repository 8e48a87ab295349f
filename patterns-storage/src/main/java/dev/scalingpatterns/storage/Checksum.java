package dev.scalingpatterns.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A checksum over all the bytes of an object.
 *
 * @param algorithm how it was computed
 * @param hex its value in lower-case hexadecimal digits; a CRC32C with its high byte first
 */
public record Checksum(Algorithm algorithm, String hex) {

    /** The algorithms that stores keep. */
    public enum Algorithm {
        /** The Castagnoli polynomial (RFC 3720): 32 bits, against accidents; as fast as memory. */
        CRC32C(4),
        /** FIPS 180-4: 256 bits, also against intent. */
        SHA256(32);

        private final int bytes;

        Algorithm(int bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if the digits are not those of such a checksum
     */
    public Checksum {
        Objects.requireNonNull(algorithm, "algorithm");
        Objects.requireNonNull(hex, "hex");
        if (hex.length() != algorithm.bytes * 2 || !hex.chars().allMatch(Checksum::isLowerHex)) {
            throw new IllegalArgumentException(
                    "a " + algorithm + " is " + algorithm.bytes * 2 + " lower-case hexadecimal digits");
        }
    }

    private static boolean isLowerHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    /** The checksum of some bytes. */
    public static Checksum of(Algorithm algorithm, byte[] bytes) {
        Hasher hasher = new Hasher(algorithm);
        hasher.update(bytes, 0, bytes.length);
        return hasher.result();
    }

    /**
     * The checksum of a content, which is read once to its end.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    public static Checksum of(Algorithm algorithm, Content content) {
        Hasher hasher = new Hasher(algorithm);
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = content.open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hasher.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the content cannot be read for its checksum", e);
        }
        return hasher.result();
    }

    /**
     * From the Base64 form, as S3 has it.
     *
     * @throws IllegalArgumentException if it is not that of such a checksum
     */
    public static Checksum ofBase64(Algorithm algorithm, String base64) {
        return new Checksum(
                algorithm, HexFormat.of().formatHex(Base64.getDecoder().decode(base64)));
    }

    /** The Base64 form, as S3 has it. */
    public String base64() {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    /** For example {@code crc32c:e3069283}. */
    @Override
    public String toString() {
        return algorithm.name().toLowerCase(Locale.ROOT) + ":" + hex;
    }

    /** Computes a checksum piece by piece. Serves one thread, once. */
    public static final class Hasher {

        private final Algorithm algorithm;
        private final CRC32C crc = new CRC32C();
        private final @Nullable MessageDigest sha;

        /** Begins with no bytes. */
        public Hasher(Algorithm algorithm) {
            this.algorithm = Objects.requireNonNull(algorithm, "algorithm");
            this.sha = algorithm == Algorithm.SHA256 ? sha256() : null;
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        /** Adds some bytes. */
        public void update(byte[] bytes, int offset, int length) {
            if (sha != null) {
                sha.update(bytes, offset, length);
            } else {
                crc.update(bytes, offset, length);
            }
        }

        /** The checksum of all bytes added. Ends the computation. */
        public Checksum result() {
            HexFormat format = HexFormat.of();
            String hex = sha != null ? format.formatHex(sha.digest()) : format.toHexDigits((int) crc.getValue());
            return new Checksum(algorithm, hex);
        }
    }
}
