package dev.scalingpatterns.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many keys at once: one load for what is missing, coalesced with the loads of others, failures told apart by key. */
public abstract class CacheBulkContract extends CacheSuite {

    private Map<String, String> getAll(Cache<String, String> cache, boolean async, List<String> keys) {
        return async ? result(cache.getAllAsync(keys, source::loadAll)) : cache.getAll(keys, source::loadAll);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsMissingIsLoadedInOneGo(boolean async) {
        Cache<String, String> cache = harness.open(builder());
        for (String key : List.of("a", "b", "c", "d")) {
            source.put(key, key.toUpperCase(java.util.Locale.ROOT));
        }
        cache.get("b", source::load);

        Map<String, String> all = getAll(cache, async, List.of("d", "b", "a", "x", "c", "a"));

        assertThat(all).containsExactly(entry("d", "D"), entry("b", "B"), entry("a", "A"), entry("c", "C"));
        assertThat(source.asked()).containsExactly(List.of("b"), List.of("d", "a", "x", "c"));
        assertThat(getAll(cache, async, List.of("a", "x", "b"))).containsOnly(entry("a", "A"), entry("b", "B"));
        assertThat(cache.get("c", source::load)).isEqualTo("C");
        assertThat(source.asked()).hasSize(2);
        assertThatThrownBy(() -> all.put("z", "Z")).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noKeysNoLoad(boolean async) {
        Cache<String, String> cache = harness.open(builder());

        assertThat(getAll(cache, async, List.of())).isEmpty();
        assertThat(source.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBulkReadWaitsForASingleLoadUnderWay(boolean async) {
        Cache<String, String> cache = harness.open(builder());
        source.put("a", "A");
        source.put("b", "B");
        source.hold();
        CompletableFuture<@Nullable String> single = call(() -> cache.get("a", source::load));
        source.awaitReads(1);
        CompletableFuture<Map<String, String>> bulk = call(() -> getAll(cache, async, List.of("a", "b")));
        source.awaitReads(2);
        source.release(1);
        source.release(0);

        assertThat(result(bulk)).containsExactly(entry("a", "A"), entry("b", "B"));
        assertThat(result(single)).isEqualTo("A");
        assertThat(source.asked()).containsExactly(List.of("a"), List.of("b"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSingleReadWaitsForABulkLoadUnderWay(boolean async) {
        Cache<String, String> cache = harness.open(builder());
        source.put("a", "A");
        source.hold();
        CompletableFuture<Map<String, String>> bulk = call(() -> getAll(cache, async, List.of("a", "b")));
        source.awaitReads(1);
        CompletableFuture<@Nullable String> single = call(() -> cache.get("a", source::load));
        CompletableFuture<@Nullable String> absent = call(() -> cache.get("b", source::load));
        await().until(() -> cache.stats().coalesced() == 2);
        source.releaseAll();

        assertThat(result(single)).isEqualTo("A");
        assertThat(result(absent)).isNull();
        assertThat(result(bulk)).containsExactly(entry("a", "A"));
        assertThat(source.asked()).hasSize(1);
    }

    @Test
    void bulkReadsOfEachOthersKeysLoadEachKeyOnce() {
        Cache<String, String> cache = harness.open(builder());
        List<String> keys = IntStream.range(0, 200).mapToObj(i -> "k" + i).toList();
        keys.forEach(key -> source.put(key, key));

        List<Map<String, String>> all = dev.scalingpatterns.testkit.Race.of(8).call((thread, round) -> {
            List<String> mine = new java.util.ArrayList<>(keys);
            java.util.Collections.shuffle(mine, new java.util.Random(thread));
            return getAll(cache, thread % 2 == 0, mine);
        });

        all.forEach(map -> assertThat(map).hasSize(200));
        assertThat(source.asked().stream().flatMap(List::stream)).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void aLoaderMayFailKeyByKey() {
        Cache<String, String> cache = harness.open(builder());
        IllegalStateException failure = new IllegalStateException("shard 2 is down");

        assertThatThrownBy(() -> cache.getAll(List.of("a", "b", "c"), keys -> {
                    throw new BulkLoadException(Map.of("a", "A"), Map.of("b", failure));
                }))
                .isInstanceOfSatisfying(BulkLoadException.class, e -> {
                    assertThat(e.loaded()).containsExactly(entry("a", "A"));
                    assertThat(e.failures()).containsExactly(entry("b", failure));
                    assertThat(e).hasMessageContaining("1 of the keys could not be loaded, the first is b");
                });
        assertThat(cache.getIfPresent("a")).isEqualTo("A");
        assertThat(cache.get("c", source::load)).isNull();
        assertThat(source.asked()).isEmpty();
        source.put("b", "B");
        assertThat(cache.get("b", source::load)).isEqualTo("B");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLoadThatFailsWholeFailsItsKeysAndNoOthers(boolean async) {
        Cache<String, String> cache = harness.open(builder());
        source.put("a", "A");
        cache.get("a", source::load);
        source.hold();
        CompletableFuture<Map<String, String>> bulk = call(() -> getAll(cache, async, List.of("a", "b", "c")));
        source.awaitReads(2);
        IllegalStateException failure = new IllegalStateException("down");
        source.fail(0, failure);

        assertThat(thrown(bulk)).isInstanceOfSatisfying(BulkLoadException.class, e -> {
            assertThat(e.loaded()).containsExactly(entry("a", "A"));
            assertThat(e.failures()).containsExactly(entry("b", failure), entry("c", failure));
        });
    }

    @Test
    void whatWasNotAskedForIsIgnored() {
        Cache<String, String> cache = harness.open(builder());

        assertThat(cache.getAll(List.of("a"), keys -> Map.of("a", "A", "z", "Z")))
                .containsExactly(entry("a", "A"));
        assertThat(cache.getIfPresent("z")).isNull();
    }
}
