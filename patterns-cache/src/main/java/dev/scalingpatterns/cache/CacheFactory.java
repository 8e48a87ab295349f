package dev.scalingpatterns.cache;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.Settings;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** Opens the implementation that the configuration names. */
final class CacheFactory {

    private static final Set<String> OPTIONS = Set.of(
            "url",
            "ttl",
            "absent-ttl",
            "stale-while-revalidate",
            "stale-if-error",
            "failure-backoff",
            "load-timeout",
            "max-concurrent-loads",
            "max-entries");

    private CacheFactory() {}

    static <K, V> Cache<K, V> open(CacheBuilder<K, V> builder, Backends backends) {
        return backends.open("cache", builder.name, OPTIONS, named -> {
            Settings settings = named.orUnnamed();
            BackendUrl url = settings.url("memory:");
            if (!url.scheme().equals("memory") || !url.value().equals("memory:")) {
                throw settings.refuse("url", "this version has caches in memory only: memory:");
            }
            CacheBuilder<K, V> configured = builder.copy();
            if (configured.time == null) {
                configured.time(backends.time());
            }
            configure(configured, settings);
            return configured.build();
        });
    }

    private static void configure(CacheBuilder<?, ?> builder, Settings settings) {
        duration(settings, "ttl", builder::ttl);
        duration(settings, "absent-ttl", builder::absentTtl);
        duration(settings, "stale-while-revalidate", builder::staleWhileRevalidate);
        duration(settings, "stale-if-error", builder::staleIfError);
        duration(settings, "failure-backoff", builder::failureBackoff);
        duration(settings, "load-timeout", builder::loadTimeout);
        int loads = settings.number("max-concurrent-loads", 0, 1, Integer.MAX_VALUE);
        if (loads > 0) {
            builder.maximumConcurrentLoads(loads);
        }
        int entries = settings.number("max-entries", 0, 1, Integer.MAX_VALUE);
        if (entries > 0 && builder.weigher != null) {
            throw settings.refuse("max-entries", "this cache is bounded by weight, in code");
        }
        if (entries > 0) {
            builder.maximumEntries(entries);
        }
    }

    private static void duration(Settings settings, String option, Consumer<Duration> setter) {
        Duration configured = settings.duration(option, Duration.ZERO);
        if (configured.isZero()) {
            return; // a configured duration is positive, so none is configured
        }
        try {
            setter.accept(configured);
        } catch (IllegalArgumentException e) {
            throw settings.refuse(option, String.valueOf(e.getMessage()));
        }
    }
}
