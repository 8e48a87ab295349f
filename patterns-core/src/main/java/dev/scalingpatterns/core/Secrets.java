package dev.scalingpatterns.core;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Masks what must not be printed. In doubt it masks too much. */
final class Secrets {

    private static final String MASK = "***";
    private static final Pattern PARAMETER = Pattern.compile("(?<=[?&;])([^=&;]*)=([^&;]*)");

    private Secrets() {}

    /** The URL with the password before the {@code @} and the values of secret parameters masked. */
    static String maskUrl(String url) {
        UserInfo info = UserInfo.of(url);
        String masked = url.substring(0, info.from) + info.masked() + url.substring(info.to);
        return PARAMETER
                .matcher(masked)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1) + "=" + (isSecret(match.group(1)) ? MASK : match.group(2))));
    }

    /** A text of someone else's, for example a driver's message, without the URL's secrets. */
    static String maskText(String url, String text) {
        String masked = text.replace(url, maskUrl(url));
        for (String secret : of(url)) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }

    /** The setting's value as it may be printed. */
    static String mask(String key, String value) {
        if (isSecret(key)) {
            return MASK;
        }
        boolean url =
                key.toLowerCase(Locale.ROOT).endsWith("url") || value.contains("://") || value.startsWith("jdbc:");
        return url ? maskUrl(value) : value;
    }

    /** The secrets in a URL as they stand there and decoded, longest first. */
    private static List<String> of(String url) {
        List<String> secrets = new ArrayList<>();
        add(secrets, UserInfo.of(url).secret());
        PARAMETER
                .matcher(url)
                .results()
                .filter(match -> isSecret(match.group(1)))
                .forEach(match -> add(secrets, match.group(2)));
        secrets.sort(Comparator.comparingInt(String::length).reversed());
        return secrets;
    }

    private static void add(List<String> secrets, String secret) {
        if (secret.isEmpty()) {
            return;
        }
        secrets.add(secret);
        try {
            secrets.add(URLDecoder.decode(secret, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // Not encoded, then: a password may hold a percent sign.
        }
    }

    private static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("password")
                || lower.contains("passwd")
                || lower.contains("pwd")
                || lower.contains("passphrase")
                || lower.contains("secret")
                || lower.contains("token")
                || lower.contains("credential")
                || lower.endsWith("key")
                || lower.endsWith("keys");
    }

    /** What stands between {@code //} and {@code @}, found also where a password holds characters it should not. */
    private static final class UserInfo {

        final int from;
        final int to;
        private final String text;

        private UserInfo(String url, int from, int to) {
            this.from = from;
            this.to = to;
            this.text = url.substring(from, to);
        }

        static UserInfo of(String url) {
            int slashes = url.indexOf("//");
            // Oracle's user and password stand before "@//".
            boolean before = slashes < 0 || (slashes > 0 && url.charAt(slashes - 1) == '@');
            int from = before ? url.lastIndexOf(':', Math.max(url.indexOf('@'), 0)) + 1 : slashes + 2;
            int query = url.indexOf('?', from);
            int at = url.lastIndexOf('@', query < 0 ? url.length() : query);
            if (at < from && query >= 0) {
                // A question mark in a password: what follows it is no parameter.
                int later = url.indexOf('@', query);
                boolean opensWithPassword = !url.startsWith("jdbc:") && url.startsWith(":", from);
                at = later >= 0
                                && (opensWithPassword
                                        || url.substring(query, later).indexOf('=') < 0)
                        ? later
                        : -1;
            }
            return at < from ? new UserInfo(url, from, from) : new UserInfo(url, from, at);
        }

        String masked() {
            int colon = text.indexOf(':');
            if (text.isEmpty()) {
                return "";
            }
            // Redis reads "redis://secret@host" as a password alone, so a lone user name is masked too.
            return colon < 0 ? MASK : text.substring(0, colon) + ":" + MASK;
        }

        String secret() {
            return text.substring(text.indexOf(':') + 1);
        }
    }
}
