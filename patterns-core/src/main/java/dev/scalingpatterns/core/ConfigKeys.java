package dev.scalingpatterns.core;

import dev.scalingpatterns.core.internal.ConfigLayers;
import dev.scalingpatterns.core.internal.Nearest;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds misspelt keys. In the file and the system properties a key reads {@code patterns.<port>[.<name>].<option>}; in
 * the environment its dots and hyphens are underscores, so only its beginning and its end can be told.
 */
final class ConfigKeys {

    private static final String PREFIX = "patterns.";
    private static final String ENVIRONMENT_PREFIX = "PATTERNS_";
    private static final Set<String> PORTS = Set.of("session", "cache", "concurrency", "storage", "jobs");

    /** No port: it shares the prefix, and reads and checks its settings itself. */
    private static final String TEST_KIT = "testkit";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private ConfigKeys() {}

    /** Every key of ours names a port; what stands behind it is checked when that port is opened. */
    static void checkPorts(Config config) {
        for (String key : new TreeSet<>(config.keys())) {
            String port = portOf(key);
            if (port == null) {
                continue;
            }
            if (!PORTS.contains(port)) {
                throw unknown(key, "there is no port '" + port + "'" + Nearest.hint(port, PORTS));
            }
            if (key.length() <= PREFIX.length() + port.length() + 1) {
                throw unknown(key, "the key names a port and no option, for example patterns." + port + ".url");
            }
            if (key.startsWith(ENVIRONMENT_PREFIX) && !key.equals(ConfigLayers.environmentForm(key))) {
                throw unknown(key, "in the environment it is written " + ConfigLayers.environmentForm(key));
            }
        }
    }

    /** Every key of this port ends in an option the port knows. */
    static void checkOptions(Config config, String port, Set<String> options) {
        for (String key : new TreeSet<>(config.keys())) {
            if (!port.equals(portOf(key))) {
                continue;
            }
            if (key.startsWith(ENVIRONMENT_PREFIX)) {
                checkEnvironment(key, port, options);
            } else {
                checkDotted(key, port, options);
            }
        }
    }

    private static void checkDotted(String key, String port, Set<String> options) {
        String[] parts = key.substring(PREFIX.length() + port.length() + 1).split("\\.", -1);
        if (parts.length == 2) {
            checkName(key, port, parts[0]);
        }
        if (parts.length > 2) {
            throw unknown(key, "a key has at most a port, a name and an option: patterns." + port + ".<name>.<option>");
        }
        String option = parts[parts.length - 1];
        if (!options.contains(option)) {
            throw unknown(key, "there is no option '" + option + "'" + Nearest.hint(option, options));
        }
    }

    private static void checkEnvironment(String key, String port, Set<String> options) {
        String rest = key.substring(ENVIRONMENT_PREFIX.length() + port.length() + 1);
        Set<String> written = options.stream()
                .map(option -> option.replace('-', '_').toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
        if (written.stream().noneMatch(option -> rest.equals(option) || rest.endsWith("_" + option))) {
            throw unknown(key, "there is no option '" + rest + "'" + Nearest.hint(rest, written));
        }
    }

    /** Names go into keys of the file and of the environment, and into metrics' tags. */
    static void checkName(String port, String name) {
        if (!PORTS.contains(port)) {
            throw new IllegalArgumentException("there is no port '" + port + "'" + Nearest.hint(port, PORTS));
        }
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(notAllowed(port, name));
        }
    }

    private static void checkName(String key, String port, String name) {
        if (!NAME.matcher(name).matches()) {
            throw unknown(key, notAllowed(port, name));
        }
    }

    private static String notAllowed(String port, String name) {
        return "the name '" + name + "' of a " + port + " instance is not allowed:"
                + " a letter, then letters, digits and hyphens, all lower case, at most 63";
    }

    /** The settings as they count, secrets masked; keys of others are left out. */
    static String effective(Config config) {
        Set<String> keys = new TreeSet<>(config.keys());
        // A source that cannot list its keys still knows what each port runs on.
        PORTS.stream()
                .map(port -> PREFIX + port + ".url")
                .filter(key -> config.get(key) != null)
                .forEach(keys::add);
        // The same setting may be listed as the file and as the environment write it; what is read by the first counts.
        Set<String> twice = keys.stream()
                .filter(key -> key.startsWith(PREFIX))
                .map(ConfigLayers::environmentForm)
                .collect(Collectors.toSet());
        String settings = keys.stream()
                .filter(key -> portOf(key) != null && !twice.contains(key))
                .map(key -> key + "=" + shown(config, key))
                .collect(Collectors.joining(" "));
        return settings.isEmpty() ? "nothing configured, everything is in memory" : settings;
    }

    private static String shown(Config config, String key) {
        String value = config.get(key);
        return value == null ? "(set)" : Secrets.mask(key, value).replaceAll("\\p{Cntrl}", "?");
    }

    private static @Nullable String portOf(String key) {
        String port = firstPart(key);
        return TEST_KIT.equals(port) ? null : port;
    }

    private static @Nullable String firstPart(String key) {
        if (key.startsWith(PREFIX)) {
            String rest = key.substring(PREFIX.length());
            int dot = rest.indexOf('.');
            return dot < 0 ? rest : rest.substring(0, dot);
        }
        if (key.startsWith(ENVIRONMENT_PREFIX)) {
            String rest = key.substring(ENVIRONMENT_PREFIX.length());
            int underscore = rest.indexOf('_');
            return (underscore < 0 ? rest : rest.substring(0, underscore)).toLowerCase(Locale.ROOT);
        }
        return null;
    }

    private static ConfigurationException unknown(String key, String problem) {
        return new ConfigurationException("config.check", key, problem);
    }
}
