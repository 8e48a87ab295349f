package dev.scalingpatterns.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scalingpatterns.core.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever a loader does, nobody hangs: recursion, rings, loaders that never return, too many at once, the end. */
public abstract class CacheHangContract extends CacheSuite {

    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void aLoaderThatAsksForItsOwnKeyIsRefused() {
        Cache<String, String> cache = harness.open(builder());

        assertThatThrownBy(() -> cache.get("42", key -> cache.get(key, source::load)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cache.get products/42: its loader asks for the key that it is loading");
        assertThatThrownBy(() -> cache.get(
                        "42", key -> cache.getAll(List.of(key), source::loadAll).get(key)))
                .isInstanceOf(BulkLoadException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cache.get("a", a -> cache.get("b", b -> cache.get(a, source::load))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(thrown(cache.getAsync(
                        "42", key -> cache.getAsync(key, source::load).join())))
                .isInstanceOf(IllegalStateException.class);
        assertThat(source.asked()).isEmpty();
        assertThat(cache.get("42", key -> "well")).isEqualTo("well");
    }

    @Test
    void twoLoadsThatAskForEachOthersKeyAreRefused() {
        Cache<String, String> cache = harness.open(builder());
        CyclicBarrier bothLoading = new CyclicBarrier(2);
        CompletableFuture<@Nullable String> one = call(() -> cache.get("a", a -> {
            bothLoading.await();
            return cache.get("b", source::load);
        }));
        CompletableFuture<@Nullable String> other = call(() -> cache.get("b", b -> {
            bothLoading.await();
            return cache.get("a", source::load);
        }));

        assertThat(thrown(one)).isInstanceOf(IllegalStateException.class).hasMessageContaining("wait for each other");
        assertThat(thrown(other)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void loadsOfDifferentKeysRunAtOnceEvenWhereTheirHashesCollide() {
        Cache<String, String> cache = harness.open(builder());
        // Four two-letter blocks of the same hash each: sixteen keys, one bin.
        List<String> keys = IntStream.range(0, 16)
                .mapToObj(bits -> IntStream.range(0, 4)
                        .mapToObj(i -> (bits >> i & 1) == 0 ? "Aa" : "BB")
                        .reduce("", String::concat))
                .toList();
        assertThat(keys.stream().map(String::hashCode).distinct()).hasSize(1);
        CyclicBarrier allLoading = new CyclicBarrier(keys.size());

        List<CompletableFuture<@Nullable String>> calls = keys.stream()
                .<CompletableFuture<@Nullable String>>map(key -> call(() -> cache.get(key, same -> {
                    allLoading.await(5, TimeUnit.SECONDS);
                    return same;
                })))
                .toList();

        calls.forEach(call -> assertThat(result(call)).isIn(keys));
    }

    @Test
    void aLoadThatHangsHoldsNobodyForLong() {
        Cache<String, String> cache = harness.open(builder().loadTimeout(SHORT));
        source.put("42", "old");
        source.hold();
        CompletableFuture<@Nullable String> hanging = call(() -> cache.get("42", source::load));
        source.awaitReads(1);

        CompletableFuture<@Nullable String> waiter = call(() -> cache.get("42", source::load));
        CompletableFuture<Map<String, String>> bulk = call(() -> cache.getAll(List.of("42"), source::loadAll));
        CompletableFuture<@Nullable String> async = cache.getAsync("42", source::load);
        source.flow();
        source.put("42", "new");

        // Each has either given up or loaded anew, according to how late it came.
        for (CompletableFuture<?> call : List.of(waiter, bulk, async)) {
            await().atMost(PATIENCE).until(call::isDone);
        }
        await().atMost(PATIENCE).ignoreExceptions().until(() -> "new".equals(cache.get("42", source::load)));
        source.releaseAll();
        assertThat(result(hanging)).isEqualTo("old");
        assertThat(cache.get("42", source::load)).isEqualTo("new");
    }

    @Test
    void aWaiterThatGivesUpSaysSo() {
        Cache<String, String> cache = harness.open(builder().loadTimeout(SHORT));
        source.hold();
        CompletableFuture<@Nullable String> hanging = call(() -> cache.get("42", source::load));
        source.awaitReads(1);

        // Asks again and again until one of its calls is a waiter: who comes late loads instead, and hangs too.
        CompletableFuture<@Nullable String> waiter = call(() -> cache.get("42", key -> "taken over"));
        try {
            assertThat(result(waiter)).isEqualTo("taken over");
        } catch (java.util.concurrent.CompletionException e) {
            assertThat(e.getCause())
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("has not ended within 200 ms (loadTimeout)");
        }
        source.releaseAll();
        assertThat(result(hanging)).isNull();
    }

    @Test
    void aFutureWhoseLoadHangsFailsInTime() {
        Cache<String, String> cache = harness.open(builder().loadTimeout(SHORT));
        source.hold();

        assertThat(thrown(cache.getAsync("42", source::load))).isInstanceOf(UnavailableException.class);
        assertThat(thrown(cache.getAllAsync(List.of("43"), source::loadAll)))
                .isInstanceOfSatisfying(
                        BulkLoadException.class,
                        e -> assertThat(e.failures().get("43")).isInstanceOf(UnavailableException.class));
    }

    @Test
    void aWaiterCanBeInterrupted() throws Exception {
        Cache<String, String> cache = harness.open(builder());
        source.hold();
        CompletableFuture<@Nullable String> hanging = call(() -> cache.get("42", source::load));
        source.awaitReads(1);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Boolean> waiter = call(() -> {
            thread.complete(Thread.currentThread());
            try {
                cache.get("42", source::load);
                return false;
            } catch (UnavailableException e) {
                return Thread.currentThread().isInterrupted() && e.getCause() instanceof InterruptedException;
            }
        });
        await().until(() -> cache.stats().coalesced() == 1);
        result(thread).interrupt();

        assertThat(result(waiter)).isTrue();
        source.releaseAll();
        assertThat(result(hanging)).isNull();
    }

    @Test
    void anInterruptedLoaderFailsItsOwnCallerAlone() {
        Cache<String, String> cache = harness.open(builder().failureBackoff(ticks(5)));
        source.hold();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<@Nullable String> leader = call(() -> cache.get("42", key -> {
            thread.complete(Thread.currentThread());
            return source.load(key);
        }));
        Thread loading = result(thread);
        source.awaitReads(1);
        source.flow();
        source.put("42", "tea");
        CompletableFuture<@Nullable String> waiter = call(() -> cache.get("42", source::load));
        CompletableFuture<@Nullable String> async = cache.getAsync("42", source::load);
        await().until(() -> cache.stats().coalesced() == 2);
        loading.interrupt();

        assertThat(thrown(leader))
                .isInstanceOf(UnavailableException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(result(waiter)).isEqualTo("tea");
        assertThat(result(async)).isEqualTo("tea");
        assertThat(source.asked()).hasSize(2);
    }

    @Test
    void noMoreLoadsRunThanAreAllowed() {
        Cache<String, String> cache = harness.open(builder().maximumConcurrentLoads(3));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CacheLoader<String, String> loader = key -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.sleep(5);
            running.decrementAndGet();
            return key;
        };

        List<CompletableFuture<@Nullable String>> calls = IntStream.range(0, 40)
                .<CompletableFuture<@Nullable String>>mapToObj(
                        i -> i % 2 == 0 ? call(() -> cache.get("k" + i, loader)) : cache.getAsync("k" + i, loader))
                .toList();

        calls.forEach(call -> assertThat(result(call)).startsWith("k"));
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void aLoadThatFindsNoPlaceInTimeIsRefusedAndLeavesNothingBehind() {
        Cache<String, String> cache = harness.open(
                builder().maximumConcurrentLoads(1).loadTimeout(SHORT).failureBackoff(ticks(5)));
        source.hold();
        CompletableFuture<@Nullable String> hanging = call(() -> cache.get("a", source::load));
        source.awaitReads(1);

        assertThatThrownBy(() -> cache.get("b", source::load))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("maximumConcurrentLoads");
        source.releaseAll();
        assertThat(result(hanging)).isNull();
        source.put("b", "2");
        assertThat(cache.get("b", source::load)).isEqualTo("2");
    }

    @Test
    void closeReleasesWhoWaitsAndRefusesWhoComes() {
        Cache<String, String> cache = harness.open(builder());
        source.put("a", "1");
        cache.get("a", source::load);
        source.hold();
        CompletableFuture<@Nullable String> leader = call(() -> cache.get("42", source::load));
        source.awaitReads(1);
        CompletableFuture<@Nullable String> waiter = call(() -> cache.get("42", source::load));
        CompletableFuture<@Nullable String> async = cache.getAsync("42", source::load);
        await().until(() -> cache.stats().coalesced() == 2);

        cache.close();
        cache.close();

        assertThat(thrown(waiter)).isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
        assertThat(thrown(async)).isInstanceOf(IllegalStateException.class);
        source.releaseAll();
        assertThat(leader).failsWithin(PATIENCE);
        List<ThrowingCallable> calls = List.of(
                () -> cache.get("a", source::load),
                () -> cache.getAll(List.of("a"), source::loadAll),
                () -> result(cache.getAsync("a", source::load)),
                () -> result(cache.getAllAsync(List.of("a"), source::loadAll)),
                () -> cache.getIfPresent("a"),
                () -> cache.invalidate("a"),
                () -> cache.invalidateAll(List.of("a")),
                () -> cache.invalidateTag("a"),
                () -> cache.expire("a"),
                cache::clear);
        for (ThrowingCallable each : calls) {
            assertThatThrownBy(each)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the cache 'products' is closed");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without a null checker may do
    void nullsAreRefused() {
        Cache<String, String> cache = harness.open(builder());
        String none = null;

        assertThatThrownBy(() -> cache.get(none, source::load))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
        assertThatThrownBy(() -> cache.get("a", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("loader");
        assertThatThrownBy(() -> cache.getAll(null, source::loadAll))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("keys");
        assertThatThrownBy(() -> cache.getAll(java.util.Collections.singleton(null), source::loadAll))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("a key");
        assertThatThrownBy(() -> cache.getAll(List.of("a"), null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.getAsync(none, source::load)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.getAllAsync(null, source::loadAll)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.getIfPresent(none)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.invalidate(none)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.invalidateAll(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.invalidateTag(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.invalidateTag("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.expire(none)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.getAll(List.of("a"), keys -> null))
                .isInstanceOf(BulkLoadException.class)
                .hasRootCauseInstanceOf(NullPointerException.class);
    }
}
