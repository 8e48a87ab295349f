package dev.scalingpatterns.testkit;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The URLs in settings. Messages name the setting, never the URL, which may hold a password. */
final class Urls {

    private Urls() {}

    /** A URL with the wanted scheme and a host; {@code before} is what was cut off before the scheme. */
    static URI parse(String url, String key, String scheme, String before) {
        String setting = TestkitSettings.PREFIX + key;
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(setting + " is not a URL: " + e.getReason());
        }
        if (!scheme.equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalStateException(setting + " must be " + before + scheme
                    + "://host:port (no TLS: the relay that makes the faults stands in between)");
        }
        return uri;
    }

    /** User and password before the host. */
    static Login login(URI uri) {
        String[] parts = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        return new Login(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "", "");
    }

    /** The parameters after the question mark. */
    static Map<String, String> parameters(URI uri) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = Optional.ofNullable(uri.getRawQuery()).orElse("");
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
