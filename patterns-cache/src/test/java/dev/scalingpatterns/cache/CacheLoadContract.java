package dev.scalingpatterns.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.testkit.Race;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One load per key; a value, an absence and a failure are three things. */
public abstract class CacheLoadContract extends CacheSuite {

    @Test
    void aMissIsLoadedOnceAndThenAHit() {
        Cache<String, String> cache = harness.open(builder());
        source.put("42", "tea");

        assertThat(cache.getIfPresent("42")).isNull();
        assertThat(cache.get("42", source::load)).isEqualTo("tea");
        assertThat(cache.get("42", source::load)).isEqualTo("tea");
        assertThat(cache.getIfPresent("42")).isEqualTo("tea");
        assertThat(source.asked()).hasSize(1);
        assertThat(harness.otherNode(cache).get("42", source::load)).isEqualTo("tea");
        assertThat(source.asked()).hasSize(1);
    }

    @Test
    void manyCallersOfAColdKeyCostOneLoad() {
        Cache<String, String> cache = harness.open(builder());
        source.put("42", "tea");
        AtomicInteger loads = new AtomicInteger();

        CacheLoader<String, String> loader = key -> {
            loads.incrementAndGet();
            Thread.sleep(50); // the query: long enough that every thread comes while it runs
            return source.load(key);
        };

        List<String> read = Race.of(64).call((thread, round) -> String.valueOf(cache.get("42", loader)));

        assertThat(read).containsOnly("tea");
        assertThat(loads).hasValue(1);
    }

    /** Who has missed, and comes to load when another has just done so, is to see that. */
    @Test
    void aLoadThatIsOverAtOnceIsNotRunTwice() {
        Cache<String, String> cache = harness.open(builder());
        AtomicInteger loads = new AtomicInteger();
        int rounds = 300;

        Race.of(6).rounds(rounds).run((thread, round) -> cache.get("k" + round, key -> "v" + loads.incrementAndGet()));

        assertThat(loads).hasValue(rounds);
    }

    @Test
    void callersThatDoNotWaitCostOneLoadToo() {
        Cache<String, String> cache = harness.open(builder());
        source.put("42", "tea");
        source.hold();

        List<CompletableFuture<@Nullable String>> calls = IntStream.range(0, 500)
                .<CompletableFuture<@Nullable String>>mapToObj(i -> cache.getAsync("42", source::load))
                .toList();
        CompletableFuture<@Nullable String> waiting = call(() -> cache.get("42", source::load));
        source.awaitReads(1);
        source.releaseAll();

        calls.forEach(call -> assertThat(result(call)).isEqualTo("tea"));
        assertThat(result(waiting)).isEqualTo("tea");
        assertThat(source.asked()).hasSize(1);
        assertThat(cache.getAsync("42", source::load)).isCompletedWithValue("tea");
    }

    @Test
    void aFutureIsItsCallersAlone() {
        Cache<String, String> cache = harness.open(builder());
        source.put("42", "tea");
        source.hold();
        CompletableFuture<@Nullable String> one = cache.getAsync("42", source::load);
        CompletableFuture<@Nullable String> other = cache.getAsync("42", source::load);
        source.awaitReads(1);

        assertThat(one.complete("poison")).isTrue();
        source.releaseAll();

        assertThat(result(other)).isEqualTo("tea");
        assertThat(cache.get("42", source::load)).isEqualTo("tea");
        assertThat(source.asked()).hasSize(1);
    }

    @Test
    void anAbsenceIsRememberedForItsOwnTime() {
        Cache<String, String> cache = harness.open(builder());

        assertThat(cache.get("42", source::load)).isNull();
        source.put("42", "tea");
        assertThat(cache.get("42", source::load)).isNull();
        assertThat(cache.getAll(List.of("42"), source::loadAll)).isEmpty();
        assertThat(cache.getIfPresent("42")).isNull();
        assertThat(source.asked()).hasSize(1);

        harness.pass(ticks(6));
        assertThat(cache.get("42", source::load)).isEqualTo("tea");
    }

    @Test
    void anAbsenceThatIsNotToBeRememberedIsNot() {
        Cache<String, String> cache = harness.open(builder().absentTtl(java.time.Duration.ZERO));

        assertThat(cache.get("42", source::load)).isNull();
        source.put("42", "tea");
        assertThat(cache.get("42", source::load)).isEqualTo("tea");
    }

    @Test
    void aFailureReachesAllItsWaitersAndIsNoAbsence() {
        Cache<String, String> cache = harness.open(builder());
        source.hold();
        CompletableFuture<@Nullable String> leader = call(() -> cache.get("42", source::load));
        source.awaitReads(1);
        List<CompletableFuture<@Nullable String>> waiters = IntStream.range(0, 8)
                .<CompletableFuture<@Nullable String>>mapToObj(i -> call(() -> cache.get("42", source::load)))
                .toList();
        CompletableFuture<@Nullable String> async = cache.getAsync("42", source::load);
        await().until(() -> cache.stats().coalesced() == 9);

        IllegalArgumentException failure = new IllegalArgumentException("no such table");
        source.fail(0, failure);

        assertThat(thrown(leader)).isSameAs(failure);
        waiters.forEach(waiter -> assertThat(thrown(waiter)).isSameAs(failure));
        assertThat(thrown(async)).isSameAs(failure);
        assertThat(source.asked()).hasSize(1);

        source.flow();
        source.put("42", "tea");
        assertThat(cache.get("42", source::load)).isEqualTo("tea");
    }

    @Test
    void aCheckedFailureIsTheCauseOfUnavailable() {
        Cache<String, String> cache = harness.open(builder());
        IOException failure = new IOException("cut off");

        assertThatThrownBy(() -> cache.get("42", key -> {
                    throw failure;
                }))
                .isInstanceOf(UnavailableException.class)
                .hasCause(failure)
                .hasMessage("cache.load products/42: the loader threw java.io.IOException");
    }

    @Test
    void anErrorDoesNotWedgeTheKey() {
        Cache<String, String> cache = harness.open(builder());
        source.put("42", "tea");

        assertThatThrownBy(() -> cache.get("42", key -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(cache.get("42", source::load)).isEqualTo("tea");
    }

    @Test
    void aKeyThatFailedIsNotTriedAgainForAWhile() {
        Cache<String, String> cache = harness.open(builder().failureBackoff(ticks(2)));
        IllegalStateException failure = new IllegalStateException("down");
        source.put("42", "tea");

        assertThatThrownBy(() -> cache.get("42", key -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThatThrownBy(() -> cache.get("42", source::load))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("cache.get products/42: its last load failed, it is tried again in");
        assertThat(thrown(cache.getAsync("42", source::load))).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> cache.getAll(List.of("42"), source::loadAll))
                .isInstanceOfSatisfying(
                        BulkLoadException.class,
                        e -> assertThat(e.failures().get("42")).isInstanceOf(UnavailableException.class));
        assertThat(source.asked()).isEmpty();
        assertThat(cache.stats().backedOff()).isEqualTo(3);

        harness.pass(ticks(3));
        assertThat(cache.get("42", source::load)).isEqualTo("tea");
    }

    @Test
    void loadersMayReadOtherKeys() {
        Cache<String, String> cache = harness.open(builder().maximumConcurrentLoads(1));
        source.put("a", "1");

        assertThat(cache.get("b", key -> cache.get("a", source::load) + "2")).isEqualTo("12");
        assertThat(cache.get("a", source::load)).isEqualTo("1");
        assertThat(source.asked()).hasSize(1);
    }

    @Test
    void loadersRunInTheCallersThreadUnlessItDoesNotWait() {
        Cache<String, String> cache = harness.open(builder());
        String me = Thread.currentThread().getName();

        assertThat(cache.get("a", key -> Thread.currentThread().getName())).isEqualTo(me);
        assertThat(result(cache.getAsync("b", key -> Thread.currentThread().getName())))
                .isNotEqualTo(me);
    }

    @Test
    void anExecutorThatRefusesIsUnavailable() {
        Cache<String, String> cache = harness.open(builder().executor(task -> {
            throw new java.util.concurrent.RejectedExecutionException();
        }));
        source.put("42", "tea");

        assertThat(thrown(cache.getAsync("42", source::load))).isInstanceOf(UnavailableException.class);
        assertThat(cache.get("42", source::load)).isEqualTo("tea");
    }

    @Test
    void statisticsCountWhatHappened() {
        Cache<String, String> cache = harness.open(builder());
        source.put("a", "1");
        cache.get("a", source::load);
        cache.get("a", source::load);
        cache.getAll(List.of("a", "b"), source::loadAll);
        cache.invalidate("a");

        CacheStats stats = cache.stats();
        assertThat(stats.hits()).isEqualTo(2);
        assertThat(stats.misses()).isEqualTo(2);
        assertThat(stats.loads()).isEqualTo(2);
        assertThat(stats.loadFailures()).isZero();
        assertThat(stats.invalidations()).isEqualTo(1);
        assertThat(stats.hitRatio()).isEqualTo(0.5);
    }
}
