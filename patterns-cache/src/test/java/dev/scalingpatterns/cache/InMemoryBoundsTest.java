package dev.scalingpatterns.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.testkit.Leaks;
import dev.scalingpatterns.testkit.Race;
import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What only the cache in memory promises: bounds, threads, and numbers of a crowd. */
class InMemoryBoundsTest {

    private static Cache<Integer, Integer> filled(CacheBuilder<Integer, Integer> builder, int entries) {
        Cache<Integer, Integer> cache = builder.build();
        IntStream.range(0, entries).forEach(i -> cache.get(i, key -> key));
        return cache;
    }

    private static long held(Cache<Integer, Integer> cache, int of) {
        return IntStream.range(0, of).filter(i -> cache.getIfPresent(i) != null).count();
    }

    @Test
    void entriesAreBounded() {
        try (Cache<Integer, Integer> cache =
                filled(Cache.<Integer, Integer>builder("few").maximumEntries(100), 1_000)) {
            assertThat(held(cache, 1_000)).isBetween(1L, 100L);
            assertThat(cache.stats().evictions()).isGreaterThanOrEqualTo(900);
        }
    }

    @Test
    void weightIsBounded() {
        try (Cache<Integer, Integer> cache =
                filled(Cache.<Integer, Integer>builder("heavy").maximumWeight(1_000, (k, v) -> 50), 500)) {
            assertThat(held(cache, 500)).isBetween(1L, 20L);
        }
    }

    @Test
    void absencesHaveAWeight() {
        try (Cache<Integer, Integer> cache = Cache.<Integer, Integer>builder("none")
                .maximumWeight(100_000, (k, v) -> 50)
                .build()) {
            IntStream.range(0, 5_000).forEach(i -> cache.get(i, key -> null));
            assertThat(cache.stats().evictions()).isGreaterThan(3_000);
        }
    }

    @Test
    void aWeightOrATagThatIsWrongFailsTheLoadAndStoresNothing() {
        try (Cache<Integer, Integer> cache = Cache.<Integer, Integer>builder("wrong")
                .maximumWeight(100, (k, v) -> v)
                .tags((k, v) -> Set.of(v == 0 ? "" : "x"))
                .failureBackoff(Duration.ZERO)
                .build()) {
            assertThatThrownBy(() -> cache.get(1, key -> -1)).hasMessage("the weight of key 1 is negative: -1");
            assertThatThrownBy(() -> cache.get(1, key -> 0)).hasMessage("a tag of key 1 is empty");
            assertThatThrownBy(() -> cache.getAll(List.of(1, 2), keys -> java.util.Map.of(1, -1, 2, 2)))
                    .isInstanceOfSatisfying(BulkLoadException.class, e -> {
                        assertThat(e.failures()).containsOnlyKeys(1);
                        assertThat(e.loaded()).containsOnlyKeys(2);
                    });
            assertThat(cache.getIfPresent(1)).isNull();
            assertThat(cache.stats().loadFailures()).isEqualTo(3);
        }
    }

    @Test
    void farMoreTagsThanThereIsRoomForCostLoadsAndNothingStale() {
        Invalidations invalidations = new Invalidations(16);
        for (int i = 0; i < 200; i++) {
            String tag = "t" + i;
            long before = invalidations.version();
            Entry<String> kept = entry(before, invalidations.stamps(Set.of("kept" + i)));
            Entry<String> old = entry(before, invalidations.stamps(Set.of(tag)));
            invalidations.invalidateTag(tag);
            for (int j = 0; j < 40; j++) {
                invalidations.invalidateTag("other" + i + "-" + j);
            }
            invalidations.invalidateTag("kept" + i);
            assertThat(invalidations.spare(kept))
                    .as("an entry whose stamp was dropped before its tag was invalidated")
                    .isFalse();
            assertThat(invalidations.spare(old)).isFalse();
            assertThat(invalidations.spare(entry(before, invalidations.stamps(Set.of(tag)))))
                    .as("a load that began before, with a stamp made after the tag's own was dropped")
                    .isFalse();
        }
    }

    private static Entry<String> entry(long version, @Nullable TagStamps tags) {
        return new Entry<>("v", version, tags, 1, 1, 1, 1, 0, 1);
    }

    @Test
    void anEntryPastItsLifeIsLetGoOf() {
        SettableTime time = new SettableTime();
        CacheOptions<Integer, Integer> options =
                new CacheOptions<>(Cache.<Integer, Integer>builder("old").time(time));
        Invalidations invalidations = new Invalidations(16);
        NanoTime nanos = NanoTime.of(time);
        EntryTable<Integer, Integer> table = new EntryTable<>(options, invalidations, nanos, new Counters());
        EntryFactory<Integer, Integer> factory = new EntryFactory<>(options, invalidations);
        for (int i = 0; i < 3; i++) {
            Flight<Integer, Integer> flight = new Flight<>(i, 0, 1_000_000_000L);
            assertThat(table.joinOrLead(flight, null)).isSameAs(flight);
            assertThat(table.fill(flight, factory.entry(i, i, 0, nanos.now(), 0)))
                    .isTrue();
            time.advance(Duration.ofMinutes(6));
        }

        assertThat(table.entry(0)).isNull();
        assertThat(table.entry(1)).isNull();
    }

    @Test
    void whoMissedBeforeAnothersLoadAndComesAfterItLooksAgain() {
        CacheOptions<Integer, Integer> options =
                new CacheOptions<>(Cache.<Integer, Integer>builder("late").time(new SettableTime()));
        Invalidations invalidations = new Invalidations(16);
        NanoTime nanos = NanoTime.of(options.time());
        EntryTable<Integer, Integer> table = new EntryTable<>(options, invalidations, nanos, new Counters());
        EntryFactory<Integer, Integer> factory = new EntryFactory<>(options, invalidations);
        Entry<Integer> seenByBoth = table.entry(1);
        Flight<Integer, Integer> first = new Flight<>(1, 0, 1_000_000_000L);
        Flight<Integer, Integer> late = new Flight<>(1, 0, 1_000_000_000L);

        assertThat(table.joinOrLead(first, seenByBoth)).isSameAs(first);
        assertThat(table.joinOrLead(late, seenByBoth)).isSameAs(first);
        assertThat(table.fill(first, factory.entry(1, 1, 0, nanos.now(), 0))).isTrue();
        assertThat(table.joinOrLead(late, seenByBoth)).isNull();
        assertThat(table.joinOrLead(late, table.entry(1))).isSameAs(late);
    }

    @Test
    void aThousandThreadsOnOneColdKeyCostOneLoad() {
        AtomicInteger loads = new AtomicInteger();
        try (Cache<String, String> cache =
                Cache.<String, String>builder("crowd").build()) {
            CacheLoader<String, String> loader = key -> {
                loads.incrementAndGet();
                Thread.sleep(200);
                return "tea";
            };
            List<String> read = Race.of(1_000).call((thread, round) -> String.valueOf(cache.get("42", loader)));
            assertThat(read).hasSize(1_000).containsOnly("tea");
            assertThat(loads).hasValue(1);
            assertThat(cache.stats().hits() + cache.stats().coalesced()).isEqualTo(999);
        }
    }

    @Test
    void nothingIsLeftAfterClose() {
        Leaks leaks = Leaks.watch("patterns-cache");
        Cache<String, String> cache = Cache.<String, String>builder("gone").build();
        cache.getAsync("a", key -> "1").join();
        cache.getAllAsync(List.of("b", "c"), keys -> java.util.Map.of("b", "2")).join();
        var unused = cache.getAsync("slow", key -> {
            Thread.sleep(60_000);
            return "";
        });
        cache.close();
        leaks.assertNothingLeft();
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        AtomicInteger told = new AtomicInteger();
        CacheListener bad = new CacheListener() {
            @Override
            public void onLoad(String cache, int keys, Duration took) {
                told.addAndGet(keys);
                throw new IllegalStateException("bad listener");
            }

            @Override
            public void onLoadFailure(String cache, int keys, Duration took, Throwable failure) {
                told.addAndGet(100 * keys);
                throw new IllegalStateException("bad listener");
            }

            @Override
            public void onRefusedFill(String cache) {
                told.addAndGet(10_000);
                throw new IllegalStateException("bad listener");
            }
        };
        try (Cache<String, String> cache =
                Cache.<String, String>builder("heard").listener(bad).build()) {
            assertThat(cache.get("a", key -> "1")).isEqualTo("1");
            assertThat(cache.getAll(List.of("b", "c"), keys -> java.util.Map.of("b", "2")))
                    .hasSize(1);
            assertThatThrownBy(() -> cache.get("d", key -> {
                        throw new IllegalArgumentException("no");
                    }))
                    .hasMessage("no");
            assertThat(cache.get("e", key -> {
                        cache.invalidate(key);
                        return "5";
                    }))
                    .isEqualTo("5");
        }
        assertThat(told).hasValue(1 + 2 + 100 + 10_000 + 1);
    }
}
