package dev.scalingpatterns.storage.spi;

import org.jspecify.annotations.Nullable;

/**
 * Which page of a listing is wanted.
 *
 * @param prefix what the keys begin with; empty for all
 * @param delimiter behind the prefix, keys are rolled up to and with the first of these; empty for none
 * @param startAfter only names (keys or common prefixes) behind this one; empty for the beginning. A common prefix that
 *     is not behind it is not listed even where some of its keys are
 * @param limit the most entries
 * @param token where the page before ended, {@code null} for the first; it comes with the same other values
 */
public record PageRequest(
        String prefix,
        String delimiter,
        String startAfter,
        int limit,
        @Nullable String token) {

    /** The name behind which a page begins, for drivers whose token is the last name of the page before. */
    public String after() {
        return token == null ? startAfter : token;
    }
}
