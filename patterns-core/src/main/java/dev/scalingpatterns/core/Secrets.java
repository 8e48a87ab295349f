package dev.scalingpatterns.core;

import java.util.Locale;
import java.util.regex.Pattern;

/** Masks what must not be printed. */
final class Secrets {

    private static final String MASK = "***";
    private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/?#]*(?=@)");
    private static final Pattern PARAMETER = Pattern.compile("(?<=[?&;])([^=&;]*)=([^&;]*)");

    private Secrets() {}

    static String maskUrl(String url) {
        String masked = USER_INFO.matcher(url).replaceAll(match -> {
            int colon = match.group().indexOf(':');
            // Redis reads "redis://secret@host" as a password alone, so a lone user name is masked too.
            return colon < 0 ? MASK : match.group().substring(0, colon).replace("$", "\\$") + ":" + MASK;
        });
        return PARAMETER
                .matcher(masked)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        match.group(1) + "=" + (isSecret(match.group(1)) ? MASK : match.group(2))));
    }

    static String mask(String key, String value) {
        if (isSecret(key)) {
            return MASK;
        }
        return value.contains("://") || value.startsWith("jdbc:") ? maskUrl(value) : value;
    }

    private static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("password")
                || lower.contains("secret")
                || lower.contains("token")
                || lower.contains("credential")
                || lower.endsWith("key")
                || lower.endsWith("keys");
    }
}
