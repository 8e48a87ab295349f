package dev.scalingpatterns.core;

import dev.scalingpatterns.core.internal.Nearest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The URL that chooses an implementation: {@code memory:}, {@code redis://host:6379}, {@code jdbc:postgresql://host/db},
 * {@code s3://bucket?region=…}. Immutable; {@link #toString} masks secrets, {@link #value} does not.
 */
public final class BackendUrl {

    private final String value;
    private final String scheme;
    private final Map<String, String> parameters;

    private BackendUrl(String value, String scheme, Map<String, String> parameters) {
        this.value = value;
        this.scheme = scheme;
        this.parameters = parameters;
    }

    /**
     * Reads a URL. The scheme is what stands before the first colon; with {@code jdbc:} the database's name belongs to it
     * ({@code jdbc:postgresql}).
     *
     * @throws IllegalArgumentException if there is no scheme, a space or a control character, or (but for JDBC) a
     *     parameter without a name, given twice or wrongly encoded; the message quotes no value
     */
    public static BackendUrl parse(String text) {
        Objects.requireNonNull(text, "url");
        if (text.isBlank() || text.chars().anyMatch(BackendUrl::isBlankOrControl)) {
            throw new IllegalArgumentException("a URL is not empty and has no spaces or control characters");
        }
        String scheme = scheme(text);
        int query = text.indexOf('?');
        Map<String, String> parameters = query < 0 || query == text.length() - 1
                ? Map.of()
                : parameters(text.substring(query + 1), scheme.startsWith("jdbc:"));
        return new BackendUrl(text, scheme, parameters);
    }

    private static Map<String, String> parameters(String query, boolean drivers) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), drivers);
            String parameter = equals < 0 ? "" : decode(pair.substring(equals + 1), drivers);
            // What a JDBC driver makes of its own parameters is the driver's to say.
            if (name.isEmpty() && !drivers) {
                throw new IllegalArgumentException("a URL parameter has no name");
            }
            if (parameters.put(name, parameter) != null && !drivers) {
                throw new IllegalArgumentException("the URL parameter '" + name + "' is given twice");
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    private static boolean isBlankOrControl(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT;
    }

    private static String scheme(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(
                    "a URL begins with a scheme and a colon, for example memory: or redis://");
        }
        String scheme = text.substring(0, colon);
        if (scheme.equals("jdbc")) {
            int second = text.indexOf(':', colon + 1);
            if (second <= colon + 1) {
                throw new IllegalArgumentException(
                        "a JDBC URL names its database, for example jdbc:postgresql://host/db");
            }
            scheme = text.substring(0, second);
        }
        if (!scheme.matches("[a-z][a-z0-9+.:-]*")) {
            throw new IllegalArgumentException("the scheme is lower-case letters, digits, '+', '-' and '.'");
        }
        return scheme;
    }

    private static String decode(String text, boolean asItIsIfBroken) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            if (asItIsIfBroken) {
                return text;
            }
            // The decoder's message quotes the characters, which may be part of a secret.
            throw new IllegalArgumentException("a '%' in a URL parameter is not followed by two hexadecimal digits:"
                    + " write %25 for the sign itself");
        }
    }

    /** The scheme, for example {@code memory}, {@code redis} or {@code jdbc:postgresql}. */
    public String scheme() {
        return scheme;
    }

    /** The whole URL, secrets and all: for drivers, never for messages. */
    public String value() {
        return value;
    }

    /** The parameters behind the question mark, decoded, in their order. Those of a JDBC URL are its driver's. */
    public Map<String, String> parameters() {
        return parameters;
    }

    /** One parameter. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /**
     * Refuses a parameter that is not among the known ones.
     *
     * @throws IllegalArgumentException naming the parameter, those allowed and the nearest
     */
    public void requireKnownParameters(Set<String> known) {
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("unknown URL parameter '" + name + "'" + Nearest.hint(name, known));
            }
        }
    }

    /** A text of someone else's, for example a driver's message, with this URL's secrets masked wherever it quotes them. */
    public String mask(String text) {
        return Secrets.maskText(value, text);
    }

    /** The URL with passwords and secret parameters masked. */
    @Override
    public String toString() {
        return Secrets.maskUrl(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BackendUrl url && url.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
