package dev.scalingpatterns.session;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.Settings;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** Opens the store that the configured URL chooses. */
final class SessionStores {

    private static final String PORT = "session";
    private static final Set<String> OPTIONS = options();

    private SessionStores() {}

    static SessionStore open(Backends backends, String name) {
        return openServer(backends, name);
    }

    static ServerSessionStore openServer(Backends backends, String name) {
        Objects.requireNonNull(backends, "backends");
        Objects.requireNonNull(name, "name");
        return backends.open(PORT, name, OPTIONS, settings -> choose(backends, settings));
    }

    private static ServerSessionStore choose(Backends backends, Settings settings) {
        SessionOptions options = SessionOptions.from(settings);
        return switch (settings.url("memory:").scheme()) {
            case "memory" ->
                InMemorySessionStore.builder()
                        .options(options)
                        .time(backends.time())
                        .build();
            default -> throw settings.refuse("url", "this version keeps sessions in memory only: memory:");
        };
    }

    private static Set<String> options() {
        Set<String> options = new HashSet<>(SessionOptions.KEYS);
        options.add("url");
        return Set.copyOf(options);
    }
}
