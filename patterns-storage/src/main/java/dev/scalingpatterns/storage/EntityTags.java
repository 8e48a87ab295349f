package dev.scalingpatterns.storage;

import java.util.regex.Pattern;

/** What an entity tag may look like, on every store: it goes into HTTP headers between quotes. */
final class EntityTags {

    private static final Pattern VALID = Pattern.compile("[!#-~]{1,256}");

    private EntityTags() {}

    static boolean isValid(String etag) {
        // A lone star means "any" in HTTP.
        return VALID.matcher(etag).matches() && !etag.equals("*");
    }

    static String require(String etag) {
        if (!isValid(etag)) {
            throw new IllegalArgumentException("an entity tag is 1 to 256 visible ASCII characters without quotes");
        }
        return etag;
    }
}
