package dev.scalingpatterns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.testkit.Race;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** After an invalidation has returned, no load that began before it is stored, or served to who comes after. */
public abstract class CacheInvalidationContract extends CacheSuite {

    /** How a value may be read. */
    enum Path {
        GET,
        GET_ALL,
        GET_ASYNC,
        GET_ALL_ASYNC;

        @Nullable String read(Cache<String, String> cache, String key, HeldSource source) {
            return switch (this) {
                case GET -> cache.get(key, source::load);
                case GET_ALL -> cache.getAll(List.of(key), source::loadAll).get(key);
                case GET_ASYNC -> result(cache.getAsync(key, source::load));
                case GET_ALL_ASYNC ->
                    result(cache.getAllAsync(List.of(key), source::loadAll)).get(key);
            };
        }
    }

    /** How a value may be invalidated. */
    enum Means {
        INVALIDATE,
        INVALIDATE_ALL,
        EXPIRE,
        TAG,
        CLEAR;

        void invalidate(Cache<String, String> cache, String key) {
            switch (this) {
                case INVALIDATE -> cache.invalidate(key);
                case INVALIDATE_ALL -> cache.invalidateAll(List.of("other", key));
                case EXPIRE -> cache.expire(key);
                case TAG -> cache.invalidateTag("kind:tea");
                case CLEAR -> cache.clear();
            }
        }
    }

    static Stream<Arguments> pathsAndMeans() {
        return Stream.of(Path.values())
                .flatMap(path -> Stream.of(Means.values()).map(means -> Arguments.of(path, means)));
    }

    private Cache<String, String> tagged(CacheBuilder<String, String> builder) {
        return harness.open(builder.tags((key, value) -> key.equals("other") ? Set.of() : Set.of("all", "kind:tea")));
    }

    @ParameterizedTest
    @MethodSource("pathsAndMeans")
    void whatIsHeldIsDropped(Path path, Means means) {
        Cache<String, String> cache = tagged(builder());
        source.put("42", "old");
        path.read(cache, "42", source);
        path.read(harness.otherNode(cache), "42", source);
        source.put("42", "new");

        means.invalidate(cache, "42");
        harness.awaitInvalidations();

        assertThat(path.read(cache, "42", source)).isEqualTo("new");
        assertThat(path.read(harness.otherNode(cache), "42", source)).isEqualTo("new");
    }

    @ParameterizedTest
    @MethodSource("pathsAndMeans")
    void aLoadThatBeganBeforeIsNotStored(Path path, Means means) {
        Cache<String, String> cache = tagged(builder());
        source.put("42", "old");
        source.hold();
        CompletableFuture<@Nullable String> before = call(() -> path.read(cache, "42", source));
        source.awaitReads(1);
        source.flow();
        source.put("42", "new");

        means.invalidate(harness.otherNode(cache), "42");
        harness.awaitInvalidations();
        source.release(0);

        assertThat(result(before)).isEqualTo("old");
        assertThat(cache.getIfPresent("42")).isNull();
        assertThat(path.read(cache, "42", source)).isEqualTo("new");
        assertThat(cache.getIfPresent("42")).isEqualTo("new");
        assertThat(path.read(harness.otherNode(cache), "42", source)).isEqualTo("new");
        assertThat(source.asked()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("pathsAndMeans")
    void aLoadThatBeganBeforeIsNotServedToWhoComesAfter(Path path, Means means) {
        Cache<String, String> cache = tagged(builder());
        source.put("42", "old");
        source.hold();
        CompletableFuture<@Nullable String> before = call(() -> path.read(cache, "42", source));
        source.awaitReads(1);
        source.flow();
        source.put("42", "new");

        means.invalidate(cache, "42");
        harness.awaitInvalidations();
        CompletableFuture<@Nullable String> after = call(() -> path.read(cache, "42", source));
        if (means != Means.TAG) {
            // Need not wait for the old load; what the tags of that will be nobody knows, so there it may.
            assertThat(result(after)).isEqualTo("new");
        }
        source.release(0);

        assertThat(result(after)).isEqualTo("new");
        assertThat(result(before)).isEqualTo("old");
        assertThat(cache.getIfPresent("42")).isEqualTo("new");
    }

    @ParameterizedTest
    @MethodSource("pathsAndMeans")
    void aRefreshThatBeganBeforeIsNotStored(Path path, Means means) {
        Cache<String, String> cache = tagged(builder().staleWhileRevalidate(ticks(100)));
        source.put("42", "oldest");
        path.read(cache, "42", source);
        harness.pass(ticks(11));
        source.put("42", "old");
        source.hold();
        assertThat(path.read(cache, "42", source)).isEqualTo("oldest");
        source.awaitReads(2);
        source.flow();
        source.put("42", "new");

        means.invalidate(cache, "42");
        harness.awaitInvalidations();
        if (means == Means.EXPIRE) {
            // Stale values may be served, the refresh of before must not make them fresh.
            source.release(0);
            awaitRefusal(cache);
            assertThat(path.read(cache, "42", source)).isEqualTo("oldest");
            org.awaitility.Awaitility.await().until(() -> "new".equals(cache.getIfPresent("42")));
        } else {
            CompletableFuture<@Nullable String> after = call(() -> path.read(cache, "42", source));
            source.release(0);
            assertThat(result(after)).isEqualTo("new");
            awaitRefusal(cache);
            assertThat(cache.getIfPresent("42")).isEqualTo("new");
        }
    }

    @ParameterizedTest
    @MethodSource("pathsAndMeans")
    void anEarlyRefreshThatBeganBeforeIsNotStored(Path path, Means means) {
        Cache<String, String> cache = tagged(builder().earlyRefresh(1).random(() -> -1L));
        cache.get("42", key -> {
            harness.pass(ticks(2));
            return "oldest";
        });
        source.put("42", "old");
        source.hold();
        assertThat(path.read(cache, "42", source)).isEqualTo("oldest");
        source.awaitReads(1);
        source.flow();
        source.put("42", "new");

        means.invalidate(cache, "42");
        harness.awaitInvalidations();
        CompletableFuture<@Nullable String> after = call(() -> path.read(cache, "42", source));
        source.release(0);

        assertThat(result(after)).isEqualTo("new");
        awaitRefusal(cache);
        assertThat(cache.getIfPresent("42")).isEqualTo("new");
    }

    private static void awaitRefusal(Cache<String, String> cache) {
        org.awaitility.Awaitility.await().until(() -> cache.stats().refusedFills() == 1);
    }

    @Test
    void aTagDropsWhatCarriesItAndNothingElse() {
        Cache<String, String> cache =
                harness.open(builder().tags((key, value) -> Set.of("kind:" + value, "first:" + key.charAt(0))));
        source.put("a1", "tea");
        source.put("a2", "mate");
        source.put("b1", "tea");
        cache.getAll(List.of("a1", "a2", "b1"), source::loadAll);

        cache.invalidateTag("kind:tea");
        assertThat(cache.getIfPresent("a1")).isNull();
        assertThat(cache.getIfPresent("a2")).isEqualTo("mate");
        assertThat(cache.getIfPresent("b1")).isNull();
        cache.invalidateTag("first:a");
        cache.invalidateTag("never:used");
        assertThat(cache.getIfPresent("a2")).isNull();

        assertThat(cache.getAll(List.of("a1", "a2", "b1"), source::loadAll)).hasSize(3);
        assertThat(cache.getIfPresent("a1")).isEqualTo("tea");
    }

    @Test
    void aKeyWhoseTagsAreInvalidatedWithoutEndIsServedAllTheSame() {
        Cache<String, String> cache = tagged(builder());
        source.put("42", "tea");

        String read = cache.get("42", key -> {
            for (int i = 0; i < 100; i++) {
                cache.invalidateTag("kind:tea");
            }
            return source.load(key);
        });

        assertThat(read).isEqualTo("tea");
    }

    @Test
    void anAbsenceAndAFailureAreForgottenToo() {
        Cache<String, String> cache = harness.open(builder().failureBackoff(ticks(5)));
        for (Means means : List.of(Means.INVALIDATE, Means.INVALIDATE_ALL, Means.EXPIRE, Means.CLEAR)) {
            source.put("b", "B");
            cache.get("a" + means, key -> null);
            try {
                cache.get("b", key -> {
                    throw new IllegalStateException("down");
                });
            } catch (IllegalStateException expected) {
                assertThat(expected).hasMessage("down");
            }
            source.put("a" + means, "A");
            means.invalidate(cache, "a" + means);
            means.invalidate(cache, "b");
            harness.awaitInvalidations();
            assertThat(cache.get("a" + means, source::load)).isEqualTo("A");
            assertThat(cache.get("b", source::load)).isEqualTo("B");
            cache.invalidate("b");
        }
    }

    @Test
    void aReaderNeverSeesLessThanWasInvalidatedBeforeItCame() {
        Cache<String, String> cache = tagged(builder().staleIfError(Duration.ZERO));
        AtomicInteger row = new AtomicInteger();
        AtomicInteger settled = new AtomicInteger();
        CacheLoader<String, String> loader = key -> {
            int read = row.get();
            LockSupport.parkNanos(1_000);
            return String.valueOf(read);
        };
        CacheBulkLoader<String, String> bulk = keys -> Map.of("42", String.valueOf(loader.load("42")));
        int changes = 1_000;

        Race.of(6).run((thread, round) -> {
            if (thread == 0) {
                Means[] means = Means.values();
                for (int i = 1; i <= changes; i++) {
                    row.set(i);
                    means[i % means.length].invalidate(cache, "42");
                    settled.set(i);
                    if (i % 3 == 0) {
                        LockSupport.parkNanos(1_000);
                    }
                }
                return;
            }
            while (settled.get() < changes) {
                int atLeast = settled.get();
                String read = switch (thread % 3) {
                    case 0 -> cache.get("42", loader);
                    case 1 -> cache.getAll(List.of("42"), bulk).get("42");
                    default -> result(cache.getAsync("42", loader));
                };
                assertThat(Integer.parseInt(String.valueOf(read))).isGreaterThanOrEqualTo(atLeast);
            }
        });

        assertThat(cache.get("42", loader)).isEqualTo(String.valueOf(changes));
    }
}
