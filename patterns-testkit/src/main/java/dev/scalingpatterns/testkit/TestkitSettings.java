package dev.scalingpatterns.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The settings {@code patterns.testkit.*}: system properties, then the environment. */
final class TestkitSettings {

    static final String PREFIX = "patterns.testkit.";
    static final String URL = "url";
    static final String CONTAINER = "container";
    static final String PATH = "path";
    static final String ARTIFACT = "artifact";
    private static final List<String> SOURCES = List.of(URL, CONTAINER, PATH, ARTIFACT);

    private TestkitSettings() {}

    /** A setting without its prefix, for example {@code redis.url}; blank is absent. */
    static Optional<String> get(String key) {
        String name = PREFIX + key;
        String value = System.getProperty(name);
        if (value == null) {
            value = System.getenv(
                    name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
        }
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Whether a way to find a server may be tried; all are unless {@code patterns.testkit.sources} names some. */
    static boolean allows(String server, String source) {
        return get(server + ".sources")
                .or(() -> get("sources"))
                .map(list -> parse(list).contains(source))
                .orElse(true);
    }

    private static Set<String> parse(String list) {
        List<String> sources =
                Arrays.stream(list.split(",", -1)).map(String::strip).toList();
        if (!SOURCES.containsAll(sources)) {
            throw new IllegalStateException(
                    PREFIX + "sources is '" + list + "', but it lists some of " + String.join(", ", SOURCES));
        }
        return Set.copyOf(sources);
    }
}
