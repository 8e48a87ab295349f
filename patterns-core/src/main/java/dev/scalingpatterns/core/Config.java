package dev.scalingpatterns.core;

import dev.scalingpatterns.core.internal.ConfigLayers;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from: a look-up by key, so that any source fits in one lambda
 * ({@code springEnvironment::getProperty}, {@code map::get}).
 *
 * <p>Keys read {@code patterns.<port>.<option>}, or {@code patterns.<port>.<name>.<option>} for a named instance; in the
 * environment {@code PATTERNS_SESSION_IDLE_TIMEOUT} stands for {@code patterns.session.idle-timeout}. Typed reads and
 * their checks are in {@link Settings}. Implementations are safe for use by many threads.
 */
@FunctionalInterface
public interface Config {

    /** The value of a key, or {@code null} where it has none. */
    @Nullable String get(String key);

    /**
     * The keys this source holds, as far as it can list them; empty where it cannot. Only keys that are listed can be
     * found to be misspelt.
     */
    default Set<String> keys() {
        return Set.of();
    }

    /** This source first, the other where this one has no value. */
    default Config orElse(Config other) {
        return ConfigLayers.of(this, other);
    }

    /** No settings at all: every port is in memory. */
    static Config empty() {
        return of(Map.of());
    }

    /** Settings from a map, copied. */
    static Config of(Map<String, String> settings) {
        return ConfigLayers.map(settings);
    }

    /**
     * The usual layers: the system properties over the environment over {@code patterns.properties} at the root of the
     * class path, each optional.
     *
     * @throws ConfigurationException if {@code patterns.properties} is there and cannot be read
     */
    static Config load() {
        return ConfigLayers.load();
    }
}
