package dev.scalingpatterns.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.Config;
import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a builder and the configuration accept and refuse. */
class CacheBuilderTest {

    private static CacheBuilder<String, String> builder() {
        return Cache.builder("products");
    }

    private static void refused(Runnable setter, String message) {
        assertThatThrownBy(setter::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void badValuesAreRefusedWhereTheyAreGiven() {
        refused(() -> Cache.builder(""), "the name '' of a cache is not allowed");
        refused(() -> Cache.builder("Products"), "the name 'Products' of a cache is not allowed");
        refused(() -> builder().ttl(Duration.ZERO), "ttl must be positive");
        refused(() -> builder().ttl(Duration.ofSeconds(-1)), "ttl is from zero to 365 days, not PT-1S");
        refused(() -> builder().ttl(Duration.ofDays(366)), "ttl is from zero to 365 days");
        refused(() -> builder().ttlJitter(1), "ttlJitter is a share from 0 to 0.9, not 1.0");
        refused(() -> builder().ttlJitter(Double.NaN), "ttlJitter");
        refused(() -> builder().absentTtl(Duration.ofMillis(-1)), "absentTtl");
        refused(() -> builder().staleWhileRevalidate(Duration.ofMillis(-1)), "staleWhileRevalidate");
        refused(() -> builder().staleIfError(Duration.ofMillis(-1)), "staleIfError");
        refused(() -> builder().failureBackoff(Duration.ofMillis(-1)), "failureBackoff");
        refused(() -> builder().earlyRefresh(-1), "earlyRefresh is a factor from 0 to 100, not -1.0");
        refused(() -> builder().loadTimeout(Duration.ZERO), "loadTimeout must be positive");
        refused(() -> builder().maximumConcurrentLoads(0), "maximumConcurrentLoads is at least 1, not 0");
        refused(() -> builder().maximumEntries(0), "maximumEntries is at least 1, not 0");
        refused(() -> builder().maximumWeight(0, (k, v) -> 1), "maximumWeight is at least 1, not 0");
        assertThatThrownBy(() -> builder().maximumWeight(10, (k, v) -> 1).maximumEntries(5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("maximumWeight already");
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without a null checker may do
    void nullsAreRefusedByName() {
        assertThatThrownBy(() -> Cache.builder(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("name");
        assertThatThrownBy(() -> builder().ttl(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("ttl");
        assertThatThrownBy(() -> builder().time(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("time");
        assertThatThrownBy(() -> builder().open(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("backends");
    }

    @Test
    void aNameIsOpenedOnce() {
        try (Backends backends = Backends.inMemory()) {
            Cache<String, String> first = builder().open(backends);
            assertThat(first.name()).isEqualTo("products");
            assertThatThrownBy(() -> builder().open(backends))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the cache instance 'products' is open already");
            Cache.<String, String>builder("prices").open(backends);
            assertThat(first.get("42", key -> "tea")).isEqualTo("tea");
        }
    }

    @Test
    void backendsCloseTheirCaches() {
        Backends backends = Backends.inMemory();
        Cache<String, String> cache = builder().open(backends);
        backends.close();

        assertThatThrownBy(() -> cache.get("42", key -> "tea"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the cache 'products' is closed");
    }

    @Test
    void theConfigurationCountsBeforeTheCodeAndTheNameBeforeAll() {
        SettableTime time = new SettableTime();
        Config config = Config.of(Map.of(
                "patterns.cache.ttl", "10s", "patterns.cache.prices.ttl", "60s", "patterns.cache.url", "memory:"));
        try (Backends backends = Backends.of(config, time)) {
            CacheBuilder<String, String> builder =
                    builder().ttl(Duration.ofHours(1)).ttlJitter(0);
            Cache<String, String> products = builder.open(backends);
            Cache<String, String> prices =
                    Cache.<String, String>builder("prices").ttlJitter(0).open(backends);
            products.get("42", key -> "tea");
            prices.get("42", key -> "2");
            time.advance(Duration.ofSeconds(11));
            assertThat(products.getIfPresent("42")).isNull();
            assertThat(prices.getIfPresent("42")).isEqualTo("2");
            time.advance(Duration.ofSeconds(50));
            assertThat(prices.getIfPresent("42")).isNull();
            assertThat(builder.ttl).as("the builder is left as it was").isEqualTo(Duration.ofHours(1));
        }
    }

    @Test
    void badConfigurationIsRefusedAndLeavesNothingOpen() {
        refusedConfig("patterns.cache.url", "redis://localhost", "this version has caches in memory only: memory:");
        refusedConfig("patterns.cache.products.url", "memory", "is not a URL");
        refusedConfig("patterns.cache.ttl", "soon", "patterns.cache.ttl: = soon is not a positive duration");
        refusedConfig("patterns.cache.products.ttl", "9999d", "from zero to 365 days");
        refusedConfig("patterns.cache.max-entries", "0", "is not a whole number from 1 to");
        refusedConfig("patterns.cache.tll", "5s", "did you mean 'ttl'?");
    }

    private static void refusedConfig(String key, String value, String message) {
        try (Backends backends = Backends.of(Config.of(Map.of(key, value)))) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> builder().open(backends))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining(key)
                        .hasMessageContaining(message);
            }
        }
    }

    @Test
    void aWeightBoundIsNotOverriddenByACount() {
        try (Backends backends = Backends.of(Config.of(Map.of("patterns.cache.max-entries", "5")))) {
            assertThatThrownBy(() -> builder().maximumWeight(10, (k, v) -> 1).open(backends))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("bounded by weight, in code");
        }
    }
}
