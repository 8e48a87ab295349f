package dev.scalingpatterns.storage;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key rule, the same on every store, so that what works in memory works in a directory and on S3:
 *
 * <ul>
 *   <li>1 to 1,024 bytes of UTF-8 (the limit of S3);
 *   <li>segments, split by {@code /}, of 1 to 240 bytes each (file names end at 255; the rest is the directory store's).
 *       So there is no {@code /} at the beginning or the end and no two in a row;
 *   <li>no segment is {@code .} or {@code ..};
 *   <li>no backslash, which some systems take for a separator;
 *   <li>no control characters (Unicode category Cc), no {@code U+FFFE} or {@code U+FFFF}, which XML cannot carry, and no
 *       half of a surrogate pair, which UTF-8 cannot.
 * </ul>
 *
 * <p>All else is allowed and means itself: nothing is decoded, so {@code %2e%2e} is six characters and no way out;
 * nothing is normalized, so a letter and its decomposed form are two keys.
 */
public final class ObjectKeys {

    /** The most bytes of UTF-8 in a key. */
    public static final int MAX_BYTES = 1_024;

    /** The most bytes of UTF-8 in a segment. */
    public static final int MAX_SEGMENT_BYTES = 240;

    /**
     * The order of listings: by the bytes of the UTF-8 form, unsigned, which is by code points. {@link String#compareTo}
     * differs from it where characters lie beyond {@code U+FFFF}.
     */
    public static final Comparator<String> ORDER = ObjectKeys::compare;

    private static final int MAX_QUOTED = 120;
    private static final String RULE =
            "; a key is 1 to " + MAX_BYTES + " bytes of UTF-8, its segments between '/' 1 to " + MAX_SEGMENT_BYTES
                    + " each, none of them '.' or '..', without backslashes and control characters";

    private ObjectKeys() {}

    /**
     * Gives back a key that is allowed.
     *
     * @throws IllegalArgumentException if it is not; the message says why and what is allowed
     */
    public static String check(String key) {
        Objects.requireNonNull(key, "key");
        String problem = problem(key, false);
        if (problem != null) {
            throw refused("key", key, problem);
        }
        return key;
    }

    /** Gives back the beginning of a key that is allowed; it may be empty and may end anywhere. */
    static String checkPrefix(String prefix) {
        Objects.requireNonNull(prefix, "prefix");
        String problem = problem(prefix, true);
        if (problem != null) {
            throw refused("prefix", prefix, problem);
        }
        return prefix;
    }

    /** Refuses characters that no key has, and what is longer than every key. */
    static void checkCharacters(String what, String text) {
        String problem = characterProblem(text);
        if (problem == null && utf8Length(text) > MAX_BYTES) {
            problem = tooLong(text);
        }
        if (problem != null) {
            throw refused(what, text, problem);
        }
    }

    private static IllegalArgumentException refused(String what, String text, String problem) {
        return new IllegalArgumentException("the " + what + " " + quote(text) + " is not allowed: " + problem + RULE);
    }

    private static @Nullable String problem(String text, boolean beginning) {
        String characters = characterProblem(text);
        if (characters != null) {
            return characters;
        }
        if (text.isEmpty()) {
            return beginning ? null : "it is empty";
        }
        if (utf8Length(text) > MAX_BYTES) {
            return tooLong(text);
        }
        String[] segments = text.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            // The last segment of a beginning may go on, or not have begun.
            String problem = segmentProblem(segments[i], beginning && i == segments.length - 1);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String segmentProblem(String segment, boolean mayGoOn) {
        if (segment.isEmpty()) {
            return mayGoOn ? null : "a segment is empty: '/' at the beginning or the end, or two in a row";
        }
        if (!mayGoOn && (segment.equals(".") || segment.equals(".."))) {
            return "a segment is '" + segment + "'";
        }
        int bytes = utf8Length(segment);
        return bytes > MAX_SEGMENT_BYTES ? "a segment has " + bytes + " bytes" : null;
    }

    private static @Nullable String characterProblem(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                return "it has a backslash";
            }
            if (Character.isISOControl(c) || c >= '\uFFFE') {
                return "it has the control character " + escaped(c);
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return "it has half of a surrogate pair, " + escaped(c);
                }
                i++;
            }
        }
        return null;
    }

    private static String tooLong(String text) {
        return "it has " + utf8Length(text) + " bytes";
    }

    private static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair counts two of the pair's four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /** A text for a message: no line breaks, no end of line beyond reason. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), MAX_QUOTED); i++) {
            char c = text.charAt(i);
            boolean plain = !Character.isISOControl(c) && !Character.isSurrogate(c) && c < '\uFFFE';
            quoted.append(plain ? String.valueOf(c) : escaped(c));
        }
        return quoted.append(text.length() > MAX_QUOTED ? "…'" : "'").toString();
    }

    private static String escaped(char c) {
        return String.format("U+%04X", (int) c);
    }

    /**
     * For adapters: the least text that comes behind all that begin with a prefix, in {@link #ORDER}; empty if there is
     * none, as for the empty prefix.
     */
    public static Optional<String> afterPrefix(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            int start = end - Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return Optional.of(prefix.substring(0, start) + Character.toString(next));
            }
            end = start;
        }
        return Optional.empty();
    }

    private static int compare(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Integer.compare(rank(x), rank(y));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** Moves the surrogates behind all other characters, where the code points they stand for belong. */
    private static int rank(char c) {
        if (Character.isSurrogate(c)) {
            return c + 0x2000;
        }
        return c > Character.MAX_SURROGATE ? c - 0x800 : c;
    }
}
