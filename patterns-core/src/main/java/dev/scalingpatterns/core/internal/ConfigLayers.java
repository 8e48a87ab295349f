package dev.scalingpatterns.core.internal;

import dev.scalingpatterns.core.Config;
import dev.scalingpatterns.core.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The sources that {@link Config} offers ready made. */
public final class ConfigLayers {

    static final String PREFIX = "patterns.";
    static final String ENVIRONMENT_PREFIX = "PATTERNS_";
    private static final String FILE = "patterns.properties";

    private ConfigLayers() {}

    /** {@code first}, and {@code second} where it has no value. */
    public static Config of(Config first, Config second) {
        return new Config() {
            @Override
            public @Nullable String get(String key) {
                String value = first.get(key);
                return value != null ? value : second.get(key);
            }

            @Override
            public Set<String> keys() {
                Set<String> keys = new TreeSet<>(first.keys());
                keys.addAll(second.keys());
                return keys;
            }
        };
    }

    /** A copy of a map, whose keys may be written in the environment's form too. */
    public static Config map(Map<String, String> settings) {
        Map<String, String> copy = Map.copyOf(settings);
        return new Config() {
            @Override
            public @Nullable String get(String key) {
                String value = copy.get(key);
                return value != null ? value : copy.get(environmentForm(key));
            }

            @Override
            public Set<String> keys() {
                return copy.keySet();
            }
        };
    }

    /** System properties over environment over the file. */
    public static Config load() {
        return of(of(map(ours(System.getProperties())), environment(System.getenv())), file());
    }

    /** The environment's form of a key: {@code patterns.session.idle-timeout} is {@code PATTERNS_SESSION_IDLE_TIMEOUT}. */
    public static String environmentForm(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static Config environment(Map<String, String> variables) {
        Map<String, String> ours = new HashMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX)) {
                ours.put(name, value);
            }
        });
        return new Config() {
            @Override
            public @Nullable String get(String key) {
                return ours.get(environmentForm(key));
            }

            @Override
            public Set<String> keys() {
                return Set.copyOf(ours.keySet());
            }
        };
    }

    private static Map<String, String> ours(Properties properties) {
        Map<String, String> ours = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            String value = properties.getProperty(key);
            if (key.startsWith(PREFIX) && value != null) {
                ours.put(key, value);
            }
        }
        return ours;
    }

    private static Config file() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        if (loader == null) {
            loader = ConfigLayers.class.getClassLoader();
        }
        try (InputStream in = loader.getResourceAsStream(FILE)) {
            if (in == null) {
                return map(Map.of());
            }
            Properties properties = new Properties();
            try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
            Map<String, String> settings = new HashMap<>();
            properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
            return map(settings);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException("config.load", FILE, "cannot be read: " + e.getMessage(), e);
        }
    }
}
