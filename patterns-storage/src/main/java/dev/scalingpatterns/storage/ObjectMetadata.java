package dev.scalingpatterns.storage;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is stored with an object's bytes and published together with them. On most backends it travels in HTTP headers;
 * therefore only what comes back unchanged is allowed, on every store: nothing can smuggle a header in.
 *
 * @param contentType the media type; {@link #DEFAULT_CONTENT_TYPE} where none was given
 * @param cacheControl the header of that name, for those who serve the object
 * @param user the application's own values. Names: lower-case letters, digits and hyphens, a letter or digit first, at
 *     most 64, not beginning with {@code patterns-}. Values: printable ASCII, 1 or more, no space at either end (encode
 *     the rest as you like). All names and values together: at most {@value #MAX_USER_BYTES} characters
 */
public record ObjectMetadata(String contentType, Optional<String> cacheControl, Map<String, String> user) {

    /** The media type of objects that were stored without one. */
    public static final String DEFAULT_CONTENT_TYPE = "application/octet-stream";

    /** S3 allows 2,048 bytes; the rest is kept for what adapters store about an object. */
    public static final int MAX_USER_BYTES = 1_792;

    private static final String RESERVED = "patterns-";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+( *;[ -~]*[!-~])?");
    private static final int MAX_HEADER = 256;
    private static final ObjectMetadata NONE =
            new ObjectMetadata(DEFAULT_CONTENT_TYPE, Optional.empty(), Collections.emptyMap());

    /**
     * Checks and copies the values.
     *
     * @throws IllegalArgumentException if one of them is not allowed; the message names it
     */
    public ObjectMetadata {
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(cacheControl, "cacheControl");
        Objects.requireNonNull(user, "user");
        if (contentType.length() > MAX_HEADER
                || !MEDIA_TYPE.matcher(contentType).matches()) {
            throw new IllegalArgumentException("the content type is a media type such as image/jpeg or"
                    + " text/plain; charset=utf-8, printable ASCII, at most " + MAX_HEADER + " characters");
        }
        cacheControl.ifPresent(ObjectMetadata::checkCacheControl);
        user = Collections.unmodifiableMap(new TreeMap<>(user));
        user.forEach(ObjectMetadata::checkUser);
        int bytes = user.entrySet().stream()
                .mapToInt(e -> e.getKey().length() + e.getValue().length())
                .sum();
        if (bytes > MAX_USER_BYTES) {
            throw new IllegalArgumentException("user metadata has at most " + MAX_USER_BYTES
                    + " characters, names and values together, not " + bytes + "; put more into an object of its own");
        }
    }

    private static void checkCacheControl(String value) {
        if (value.length() > MAX_HEADER || !VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("cache control is 1 to " + MAX_HEADER
                    + " characters of printable ASCII, for example max-age=3600, without a space at either end");
        }
    }

    private static void checkUser(String name, String value) {
        Objects.requireNonNull(value, "value");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name " + ObjectKeys.quote(name) + " of user metadata is not allowed:"
                            + " lower-case letters, digits and hyphens, a letter or digit first, at most 64");
        }
        if (name.startsWith(RESERVED)) {
            throw new IllegalArgumentException("the name '" + name + "' of user metadata is not allowed: '" + RESERVED
                    + "' is kept for the library");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("the value of user metadata '" + name + "' is not allowed: printable"
                    + " ASCII, 1 character or more, no space at either end; encode the rest, for example as Base64");
        }
    }

    /** Nothing but the default content type. */
    public static ObjectMetadata none() {
        return NONE;
    }

    /** The same with another content type. */
    public ObjectMetadata withContentType(String mediaType) {
        return new ObjectMetadata(mediaType, cacheControl, user);
    }

    /** The same with another cache control. */
    public ObjectMetadata withCacheControl(String header) {
        return new ObjectMetadata(contentType, Optional.of(header), user);
    }

    /** The same with one more value of the application's own, or another one for the name. */
    public ObjectMetadata withUser(String name, String value) {
        Map<String, String> more = new TreeMap<>(user);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new ObjectMetadata(contentType, cacheControl, more);
    }
}
