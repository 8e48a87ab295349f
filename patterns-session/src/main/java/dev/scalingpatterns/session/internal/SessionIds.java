package dev.scalingpatterns.session.internal;

import java.util.Base64;
import java.util.random.RandomGenerator;

/** Ids of sessions that are kept on the server: 192 random bits as URL-safe base64. */
public final class SessionIds {

    private static final int BYTES = 24;
    private static final int LENGTH = 32;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private SessionIds() {}

    /** A fresh id. */
    public static String fresh(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return ENCODER.encodeToString(bytes);
    }

    /** Whether a text from outside can be an id at all; looks at no more than an id's length of it. */
    public static boolean isWellFormed(String id) {
        return id.length() == LENGTH && isUrlSafeBase64(id);
    }

    /** Whether a text is of the URL-safe base64 alphabet only. */
    public static boolean isUrlSafeBase64(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean safe =
                    (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!safe) {
                return false;
            }
        }
        return true;
    }
}
