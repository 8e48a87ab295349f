package dev.scalingpatterns.session;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.Settings;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** Opens the store that the configured URL chooses. */
final class SessionStores {

    private static final String PORT = "session";
    static final Set<String> OPTIONS = options();

    private SessionStores() {}

    static SessionStore open(Backends backends, String name, SessionListener listener) {
        return openServer(backends, name, listener);
    }

    static ServerSessionStore openServer(Backends backends, String name, SessionListener listener) {
        Objects.requireNonNull(backends, "backends");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(listener, "listener");
        return backends.open(PORT, name, OPTIONS, settings -> choose(backends, settings, listener));
    }

    private static ServerSessionStore choose(Backends backends, Settings settings, SessionListener listener) {
        SessionOptions options = SessionOptions.from(settings);
        BackendUrl url = settings.url("memory:");
        return switch (url.scheme()) {
            case "memory" -> inMemory(backends, settings, url, options, listener);
            default -> throw settings.refuse("url", "this version keeps sessions in memory only: memory:");
        };
    }

    private static ServerSessionStore inMemory(
            Backends backends, Settings settings, BackendUrl url, SessionOptions options, SessionListener listener) {
        if (!url.value().equals("memory:")) {
            throw settings.refuse("url", "memory: stands alone, with no path and no parameters");
        }
        return InMemorySessionStore.builder()
                .options(options)
                .time(backends.time())
                .listener(listener)
                .build();
    }

    private static Set<String> options() {
        Set<String> options = new HashSet<>(SessionOptions.KEYS);
        options.add("url");
        return Set.copyOf(options);
    }
}
