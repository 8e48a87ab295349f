package dev.scalingpatterns.session.internal;

import java.time.Duration;
import java.util.Objects;

/** The rules for arguments, the same for every store. */
public final class Checks {

    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_PRINCIPAL = 256;
    private static final int MOST_SESSIONS = 1_000;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private Checks() {}

    /** An attribute's name: it goes into logs, so it has no control characters. */
    public static String name(String name) {
        return text("an attribute's name", Objects.requireNonNull(name, "name"), LONGEST_NAME);
    }

    /** A principal: it goes into keys of the backend. */
    public static String principal(String principal) {
        return text("a principal", Objects.requireNonNull(principal, "principal"), LONGEST_PRINCIPAL);
    }

    /** How many sessions one answer may hold. */
    public static int limit(int limit) {
        return (int) within("the limit", limit, 1, MOST_SESSIONS);
    }

    /** A timeout within the bounds that no arithmetic can leave. */
    public static Duration timeout(String what, Duration timeout) {
        return timeout(what, timeout, LONGEST);
    }

    /** A timeout within bounds. */
    public static Duration timeout(String what, Duration timeout, Duration longest) {
        Objects.requireNonNull(timeout, what);
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(longest) > 0) {
            throw new IllegalArgumentException(what + " is from " + SHORTEST + " to " + longest + ", not " + timeout);
        }
        return timeout;
    }

    /** A number within bounds, both inclusive. */
    public static long within(String what, long number, long least, long most) {
        if (number < least || number > most) {
            throw new IllegalArgumentException(what + " is from " + least + " to " + most + ", not " + number);
        }
        return number;
    }

    /** Half of a surrogate pair has no UTF-8: in a shared backend all of them would be one question mark. */
    private static boolean isRefused(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    private static String text(String what, String text, int longest) {
        if (text.isEmpty() || text.length() > longest || text.codePoints().anyMatch(Checks::isRefused)) {
            throw new IllegalArgumentException(what + " is 1 to " + longest
                    + " characters, none of them a control character or half of a surrogate pair; this has "
                    + text.length());
        }
        return text;
    }
}
