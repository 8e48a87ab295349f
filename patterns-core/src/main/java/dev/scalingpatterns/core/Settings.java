package dev.scalingpatterns.core;

import dev.scalingpatterns.core.internal.Nearest;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings of one instance of a port, read with their types. A bad value is refused with its key, the value (masked
 * where it is secret) and what is allowed. Obtained from {@link Backends#open}. Safe for use by many threads.
 */
public final class Settings {

    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d+)(B|KB|MB|GB)");

    // What is longer cannot be counted in nanoseconds.
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Config config;
    private final String prefix;
    private final String fallbackPrefix;
    private final String name;

    Settings(Config config, String port, String name) {
        this(config, prefix(port, name), prefix(port, name), name);
    }

    private Settings(Config config, String prefix, String fallbackPrefix, String name) {
        this.config = config;
        this.prefix = prefix;
        this.fallbackPrefix = fallbackPrefix;
        this.name = name;
    }

    private static String prefix(String port, String name) {
        return "patterns." + port + "." + (name.isEmpty() ? "" : name + ".");
    }

    /**
     * These settings, and those of the unnamed instance wherever the named one has none of its own: for ports whose
     * instances are many and alike, as caches are.
     */
    public Settings orUnnamed() {
        String unnamed = name.isEmpty() ? prefix : prefix.substring(0, prefix.length() - name.length() - 1);
        return new Settings(config, prefix, unnamed, name);
    }

    /** The instance's name; empty for the unnamed one. */
    public String name() {
        return name;
    }

    /** The URL that chooses the implementation: the option {@code url}. */
    public BackendUrl url(String fallback) {
        return read("url", BackendUrl::parse, "a URL").orElseGet(() -> BackendUrl.parse(fallback));
    }

    /** A text. */
    public Optional<String> text(String option) {
        return read(option, Function.identity(), "a text");
    }

    /** A duration: {@code 250ms}, {@code 30s}, {@code 30m}, {@code 12h}, {@code 7d}, or ISO-8601; at most a century. */
    public Duration duration(String option, Duration fallback) {
        return read(option, Settings::parseDuration, "a positive duration such as 250ms, 30s, 30m, 12h, 7d or PT30M")
                .orElse(fallback);
    }

    /** A whole number within bounds, both inclusive. */
    public int number(String option, int fallback, int min, int max) {
        return read(
                        option,
                        text -> within(Integer.parseInt(text), min, max),
                        "a whole number from " + min + " to " + max)
                .orElse(fallback);
    }

    /** A size in bytes: {@code 512B}, {@code 64KB}, {@code 8MB}, {@code 1GB}, by 1,024. */
    public long bytes(String option, long fallback) {
        return read(option, Settings::parseBytes, "a size such as 512B, 64KB, 8MB or 1GB")
                .orElse(fallback);
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String option, boolean fallback) {
        return read(option, Settings::parseFlag, "true or false").orElse(fallback);
    }

    /** One of an enum's values, written in lower case with hyphens. */
    public <E extends Enum<E>> E choice(String option, Class<E> type, E fallback) {
        Set<String> allowed =
                Arrays.stream(type.getEnumConstants()).map(Settings::written).collect(Collectors.toSet());
        return read(
                        option,
                        text -> Arrays.stream(type.getEnumConstants())
                                .filter(constant -> written(constant).equals(text))
                                .findFirst()
                                .orElseThrow(() -> new IllegalArgumentException(
                                        Nearest.hint(text, allowed).substring(2))),
                        "one of its choices")
                .orElse(fallback);
    }

    /** The complaint about an option whose value has the right type and still will not do. */
    public ConfigurationException refuse(String option, String problem) {
        String key = key(option);
        String value = config.get(key);
        String shown = value == null ? "is not set" : "= " + Secrets.mask(key, value);
        return new ConfigurationException("config.read", key, shown + ": " + problem);
    }

    /** The key that counts, which is the one that a complaint names. */
    private String key(String option) {
        return config.get(prefix + option) == null && config.get(fallbackPrefix + option) != null
                ? fallbackPrefix + option
                : prefix + option;
    }

    private <T> Optional<T> read(String option, Function<String, T> parse, String allowed) {
        String key = key(option);
        String value = config.get(key);
        if (value == null) {
            return Optional.empty();
        }
        String trimmed = value.trim();
        try {
            return Optional.of(parse.apply(trimmed));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
            String detail =
                    e instanceof NumberFormatException || e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
            throw new ConfigurationException(
                    "config.read", key, "= " + Secrets.mask(key, trimmed) + " is not " + allowed + detail);
        }
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        Duration duration;
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            duration = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        } else {
            duration = Duration.parse(text);
        }
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("not positive");
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("more than " + LONGEST.toDays() + "d");
        }
        return duration;
    }

    private static long parseBytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no number with a unit");
        }
        long unit = switch (matcher.group(2)) {
            case "KB" -> 1L << 10;
            case "MB" -> 1L << 20;
            case "GB" -> 1L << 30;
            default -> 1L;
        };
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    }

    private static boolean parseFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither");
        };
    }

    private static int within(int number, int min, int max) {
        if (number < min || number > max) {
            throw new NumberFormatException();
        }
        return number;
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
