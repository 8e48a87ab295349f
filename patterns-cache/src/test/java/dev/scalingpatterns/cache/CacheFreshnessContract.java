package dev.scalingpatterns.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scalingpatterns.core.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long a value is served: fresh, stale while it is loaded anew, stale when that fails. */
public abstract class CacheFreshnessContract extends CacheSuite {

    private final IllegalStateException down = new IllegalStateException("down");

    private @Nullable String down(String key) {
        throw down;
    }

    @Test
    void aValueIsServedForItsTimeToLive() {
        Cache<String, String> cache = harness.open(builder());
        source.put("42", "old");
        cache.get("42", source::load);
        source.put("42", "new");

        harness.pass(ticks(8));
        assertThat(cache.get("42", source::load)).isEqualTo("old");
        harness.pass(ticks(3));
        assertThat(cache.getIfPresent("42")).isNull();
        assertThat(cache.get("42", source::load)).isEqualTo("new");
    }

    @Test
    void aValueThatIsLoadedAnewLivesItsWholeTimeAnew() {
        Cache<String, String> cache = harness.open(builder());
        for (int i = 0; i < 5; i++) {
            source.put("42", "v" + i);
            assertThat(cache.get("42", source::load)).isEqualTo("v" + i);
            harness.pass(ticks(8));
            assertThat(cache.getIfPresent("42")).isEqualTo("v" + i);
            harness.pass(ticks(3));
        }
    }

    @Test
    void jitterShortensTimesToLiveAndNeverLengthensThem() {
        Cache<String, String> cache =
                harness.open(builder().ttlJitter(0.5).maximumEntries(10_000).random(new java.util.SplittableRandom(7)));
        List<String> keys =
                java.util.stream.IntStream.range(0, 200).mapToObj(i -> "k" + i).toList();
        cache.getAll(keys, all -> all.stream().collect(java.util.stream.Collectors.toMap(k -> k, k -> k)));

        harness.pass(ticks(4));
        assertThat(keys.stream().filter(key -> cache.getIfPresent(key) != null)).hasSize(200);
        harness.pass(ticks(4));
        assertThat(keys.stream().filter(key -> cache.getIfPresent(key) != null).count())
                .isBetween(20L, 180L);
        harness.pass(ticks(3));
        assertThat(keys.stream().filter(key -> cache.getIfPresent(key) != null)).isEmpty();
    }

    @Test
    void aStaleValueIsServedWhileOneLoadRefreshesIt() {
        Cache<String, String> cache = harness.open(builder().staleWhileRevalidate(ticks(5)));
        source.put("42", "old");
        cache.get("42", source::load);
        harness.pass(ticks(12));
        source.put("42", "new");
        source.hold();

        for (int i = 0; i < 10; i++) {
            assertThat(cache.get("42", source::load)).isEqualTo("old");
            assertThat(cache.getAll(List.of("42"), source::loadAll)).containsEntry("42", "old");
            assertThat(cache.getAsync("42", source::load)).isCompletedWithValue("old");
        }
        assertThat(cache.getIfPresent("42")).isNull();
        source.awaitReads(2);
        source.releaseAll();

        await().until(() -> "new".equals(cache.getIfPresent("42")));
        assertThat(source.asked()).hasSize(2);
        assertThat(cache.stats().staleServed()).isEqualTo(30);
        assertThat(cache.stats().refreshes()).isEqualTo(1);
    }

    @Test
    void pastItsStaleTimeAValueIsNotServed() {
        Cache<String, String> cache =
                harness.open(builder().staleWhileRevalidate(ticks(5)).staleIfError(ticks(3)));
        source.put("42", "old");
        cache.get("42", source::load);
        source.put("42", "new");
        harness.pass(ticks(16));

        assertThatThrownBy(() -> cache.get("42", this::down)).isSameAs(down);
        assertThat(cache.get("42", source::load)).isEqualTo("new");
    }

    @Test
    void aStaleValueIsServedWhenItsLoadFails() {
        Cache<String, String> cache =
                harness.open(builder().staleIfError(ticks(20)).failureBackoff(ticks(2)));
        source.put("42", "old");
        cache.get("42", source::load);
        harness.pass(ticks(11));
        AtomicInteger tries = new AtomicInteger();
        CacheLoader<String, String> failing = key -> {
            tries.incrementAndGet();
            throw down;
        };

        for (int i = 0; i < 5; i++) {
            assertThat(cache.get("42", failing)).isEqualTo("old");
        }
        assertThat(tries).hasValue(1);
        assertThat(cache.getAll(List.of("42"), source::loadAll)).containsEntry("42", "old");
        assertThat(result(cache.getAsync("42", failing))).isEqualTo("old");
        harness.pass(ticks(3));
        assertThat(cache.get("42", failing)).isEqualTo("old");
        assertThat(tries).hasValue(2);

        harness.pass(ticks(3));
        source.put("42", "new");
        assertThat(cache.get("42", source::load)).isEqualTo("new");
        cache.invalidate("42");
        assertThatThrownBy(() -> cache.get("42", failing)).isSameAs(down);
    }

    @Test
    void aStaleValueIsServedWhenItsLoadHangs() {
        Cache<String, String> cache =
                harness.open(builder().staleIfError(ticks(20)).loadTimeout(Duration.ofMillis(100)));
        source.put("42", "old");
        cache.get("42", source::load);
        harness.pass(ticks(11));
        source.hold();

        assertThat(result(cache.getAsync("42", source::load))).isEqualTo("old");
    }

    @Test
    void anErrorOfTheMachineIsNotHiddenByAStaleValue() {
        Cache<String, String> cache = harness.open(builder().staleIfError(ticks(20)));
        cache.get("42", key -> "old");
        harness.pass(ticks(11));

        assertThatThrownBy(() -> cache.get("42", key -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
    }

    @Test
    void aRefreshThatFailsIsNotTriedAgainAtOnce() {
        Cache<String, String> cache =
                harness.open(builder().staleWhileRevalidate(ticks(20)).failureBackoff(ticks(3)));
        cache.get("42", key -> "old");
        harness.pass(ticks(11));

        assertThat(cache.get("42", this::down)).isEqualTo("old");
        await().until(() -> cache.stats().loadFailures() == 1);
        assertThat(cache.get("42", source::load)).isEqualTo("old");
        assertThat(source.asked()).isEmpty();
        source.put("42", "new");
        harness.pass(ticks(4));
        assertThat(cache.get("42", source::load)).isEqualTo("old");
        await().until(() -> "new".equals(cache.getIfPresent("42")));
    }

    @Test
    void expireMakesAValueStaleAtOnce() {
        Cache<String, String> cache =
                harness.open(builder().staleWhileRevalidate(ticks(3)).staleIfError(ticks(6)));
        cache.get("42", key -> "old");
        cache.expire("42");
        harness.awaitInvalidations();

        assertThat(cache.getIfPresent("42")).isNull();
        source.hold();
        source.put("42", "new");
        assertThat(cache.get("42", source::load)).isEqualTo("old");
        source.awaitReads(1);
        source.releaseAll();
        await().until(() -> "new".equals(cache.getIfPresent("42")));

        cache.expire("42");
        harness.pass(ticks(4));
        assertThat(cache.get("42", this::down)).isEqualTo("new");
        harness.pass(ticks(3));
        assertThatThrownBy(() -> cache.get("42", this::down)).isSameAs(down);
    }

    @Test
    void expireLengthensNoLife() {
        Cache<String, String> cache = harness.open(builder().staleIfError(ticks(6)));
        cache.get("42", key -> "old");
        harness.pass(ticks(12));
        cache.expire("42");
        harness.pass(ticks(5));

        assertThatThrownBy(() -> cache.get("42", this::down)).isSameAs(down);
    }

    @Test
    void anAbsenceIsNeverServedStale() {
        Cache<String, String> cache =
                harness.open(builder().staleWhileRevalidate(ticks(50)).staleIfError(ticks(50)));
        assertThat(cache.get("42", source::load)).isNull();
        harness.pass(ticks(6));
        source.put("42", "tea");

        assertThat(cache.get("42", source::load)).isEqualTo("tea");
    }

    @Test
    void anAbsenceEndsAStaleValue() {
        Cache<String, String> cache =
                harness.open(builder().staleIfError(ticks(50)).absentTtl(Duration.ZERO));
        cache.get("42", key -> "old");
        harness.pass(ticks(11));

        assertThat(cache.get("42", source::load)).isNull();
        assertThatThrownBy(() -> cache.get("42", this::down)).isSameAs(down);
    }

    @Test
    void aValueIsRefreshedTheEarlierTheSlowerItsLoad() {
        // Dice of -ln(2^-53), the highest there are, 36.7: a load of a tenth of a tick is far from them, one of a tick
        // is not.
        Cache<String, String> cache = harness.open(builder().earlyRefresh(1).random(() -> -1L));
        cache.get("quick", key -> {
            harness.pass(harness.tick().dividedBy(10));
            return "old";
        });
        cache.get("slow", key -> {
            harness.pass(harness.tick());
            return "old";
        });
        source.put("quick", "new");
        source.put("slow", "new");

        assertThat(cache.getAll(List.of("quick", "slow"), source::loadAll))
                .containsExactlyInAnyOrderEntriesOf(Map.of("quick", "old", "slow", "old"));
        await().until(() -> "new".equals(cache.getIfPresent("slow")));
        assertThat(cache.getIfPresent("quick")).isEqualTo("old");
        assertThat(source.asked()).containsExactly(List.of("slow"));

        harness.pass(ticks(7));
        assertThat(cache.get("quick", source::load)).isEqualTo("old");
        await().until(() -> "new".equals(cache.getIfPresent("quick")));
    }

    @Test
    void withLowDiceNothingIsRefreshedEarly() {
        Cache<String, String> cache = harness.open(builder().earlyRefresh(1).random(() -> 0L));
        cache.get("42", key -> {
            harness.pass(harness.tick());
            return "old";
        });
        harness.pass(ticks(9));

        assertThat(cache.get("42", source::load)).isEqualTo("old");
        assertThat(cache.stats().refreshes()).isZero();
    }

    @Test
    void aRefreshThatFindsNoThreadHarmsNobody() {
        Cache<String, String> cache =
                harness.open(builder().staleWhileRevalidate(ticks(5)).executor(task -> {
                    throw new java.util.concurrent.RejectedExecutionException();
                }));
        source.put("42", "old");
        cache.get("42", source::load);
        harness.pass(ticks(12));

        assertThat(cache.get("42", source::load)).isEqualTo("old");
        harness.pass(ticks(5));
        source.put("42", "new");
        assertThat(cache.get("42", source::load)).isEqualTo("new");
    }

    @Test
    void whoWaitsForARefreshGetsItsFailureOrTheStaleValue() {
        Cache<String, String> cache = harness.open(builder().staleWhileRevalidate(ticks(2)));
        source.put("42", "old");
        cache.get("42", source::load);
        harness.pass(ticks(11));
        source.hold();
        assertThat(cache.get("42", source::load)).isEqualTo("old");
        source.awaitReads(2);
        harness.pass(ticks(3));
        CompletableFuture<@Nullable String> waiter = call(() -> cache.get("42", source::load));
        await().until(() -> cache.stats().coalesced() == 1);
        source.fail(0, new java.io.IOException("cut off"));

        assertThat(thrown(waiter)).isInstanceOf(UnavailableException.class);
    }
}
