package dev.scalingpatterns.concurrency;

import java.util.Objects;

/**
 * A place in a database's history: whoever reads at it or after it sees what was written up to it. Its text is small
 * enough for a header, a cookie, a session or a job; what it says is the engine's own (a commit counter, an LSN, a set of
 * GTIDs), so two positions can only be compared by {@link ReadReplicas#later}. It is not secret.
 *
 * @param token the text; empty for the beginning
 */
public record Position(String token) {

    private static final int MAX_LENGTH = 1000;

    /** The beginning: everything has reached it. */
    public static final Position START = new Position("");

    /**
     * Checks the text's form. Whether it is a position of this database shows where it is used.
     *
     * @throws IllegalArgumentException if it is longer than 1,000 characters or has spaces or control characters
     */
    public Position {
        Objects.requireNonNull(token, "token");
        if (token.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a position has at most " + MAX_LENGTH + " characters");
        }
        if (token.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new IllegalArgumentException("a position has only visible ASCII characters");
        }
    }

    @Override
    public String toString() {
        return token;
    }
}
