package dev.scalingpatterns.storage;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.Settings;
import java.util.Objects;
import java.util.Set;

/** Chooses the implementation by the URL. */
final class StorageFactory {

    private static final String PORT = "storage";
    private static final Set<String> OPTIONS = Set.of("url", "maximum-size");

    private StorageFactory() {}

    static ObjectStore open(Backends backends, String name, StorageOptions options) {
        Objects.requireNonNull(backends, "backends");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(options, "options");
        return backends.open(PORT, name, OPTIONS, settings -> build(backends, settings, options));
    }

    private static ObjectStore build(Backends backends, Settings settings, StorageOptions options) {
        BackendUrl url = settings.url("memory:");
        return switch (url.scheme()) {
            case "memory" -> inMemory(backends, settings, url, options);
            default ->
                throw settings.refuse(
                        "url", "there is no object store '" + url.scheme() + ":' in this version; allowed: memory:");
        };
    }

    private static ObjectStore inMemory(Backends backends, Settings settings, BackendUrl url, StorageOptions options) {
        if (!url.value().equals("memory:")) {
            throw settings.refuse("url", "a store in memory has no name and no parameters; write memory:");
        }
        long maximumSize = settings.bytes("maximum-size", InMemoryObjectStore.Builder.defaultMaximumSize());
        if (maximumSize < 1) {
            throw settings.refuse("maximum-size", "the maximum size is 1B or more");
        }
        return InMemoryObjectStore.builder()
                .maximumSize(maximumSize)
                .time(backends.time())
                .options(options)
                .build();
    }
}
