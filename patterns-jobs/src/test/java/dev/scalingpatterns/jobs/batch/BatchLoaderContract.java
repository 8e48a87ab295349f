package dev.scalingpatterns.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What every {@link BatchLoader} promises. A subclass opens a unit of work of its implementation; every test asks that it
 * is over within {@link #limit}, so that a hang is a failure.
 */
@NullUnmarked // it passes nulls on purpose
public abstract class BatchLoaderContract {

    /** The batches that a {@link #recording} function was called with, in order. */
    protected final List<Set<Integer>> batches = new CopyOnWriteArrayList<>();

    /** A unit of work, opened by the calling thread. */
    public interface Unit extends AutoCloseable {

        /** A loader bound to this unit. */
        <K, V> BatchLoader<K, V> loader(String name, BatchFunction<K, Map<K, KeyResult<V>>> function);

        /** Starts a task of this unit on another thread. */
        void fork(Runnable task);

        /** Waits until all tasks have ended and nothing waits. */
        void awaitAll();

        @Override
        void close();
    }

    /** Opens a unit of work. */
    protected abstract Unit open();

    /** How long a test may take. */
    protected Duration limit() {
        return Duration.ofSeconds(20);
    }

    private void within(Executable test) {
        assertTimeoutPreemptively(limit(), test);
    }

    /** A function that knows every key but multiples of 10 (missing) and of 7 (failed), and records its calls. */
    protected BatchFunction<Integer, Map<Integer, KeyResult<String>>> recording() {
        return keys -> {
            batches.add(new TreeSet<>(keys));
            Map<Integer, KeyResult<String>> results = new HashMap<>();
            for (int key : keys) {
                if (key % 7 == 0) {
                    results.put(key, KeyResult.failed(new IOException("cannot read " + key)));
                } else if (key % 10 != 0) {
                    results.put(key, KeyResult.found("v" + key));
                }
            }
            return results;
        };
    }

    private static List<Integer> keys(int... keys) {
        return IntStream.of(keys).boxed().collect(Collectors.toList());
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void loadsOfOneLevelAreOneBatch() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                CompletionStage<String> one = loader.loadAsync(1);
                CompletionStage<String> two = loader.loadAsync(2);
                assertThat(loader.load(3)).isEqualTo("v3");
                assertThat(join(one)).isEqualTo("v1");
                assertThat(join(two)).isEqualTo("v2");
            }
            assertThat(batches).containsExactly(Set.of(1, 2, 3));
        });
    }

    @Test
    void chainedLoadsAreOneBatchPerLevel() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                CompletionStage<String> first = loader.loadAsync(1)
                        .thenCompose(v -> loader.loadAsync(11))
                        .thenCompose(v -> loader.loadAsync(111));
                CompletionStage<String> second = loader.loadAsync(2)
                        .thenCompose(v -> loader.loadAsync(12))
                        .thenCompose(v -> loader.loadAsync(113));
                assertThat(join(first.thenCombine(second, String::concat))).isEqualTo("v111v113");
            }
            assertThat(batches).containsExactly(Set.of(1, 2), Set.of(11, 12), Set.of(111, 113));
        });
    }

    @Test
    void blockingLoadsOfForksShareTheBatchesOfEachLevel() {
        within(() -> {
            Map<Integer, String> seen = new ConcurrentHashMap<>();
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                for (int key : new int[] {1, 2, 3, 4}) {
                    unit.fork(() -> seen.put(key, loader.load(key) + loader.load(key + 100) + loader.load(key + 400)));
                }
                unit.awaitAll();
            }
            assertThat(seen).containsEntry(2, "v2v102v402").hasSize(4);
            assertThat(batches)
                    .containsExactly(Set.of(1, 2, 3, 4), Set.of(101, 102, 103, 104), Set.of(401, 402, 403, 404));
        });
    }

    @Test
    void threeLevelsOverAHundredParentsAreThreeCalls() {
        within(() -> {
            Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
            try (Unit unit = open()) {
                BatchLoader<Integer, List<Integer>> children =
                        unit.loader("children", counted("children", calls, k -> List.of(k * 10, k * 10 + 1)));
                BatchLoader<Integer, List<Integer>> leaves =
                        unit.loader("leaves", counted("leaves", calls, k -> List.of(-k)));
                BatchLoader<Integer, Integer> roots = unit.loader("roots", counted("roots", calls, k -> k));
                List<CompletableFuture<Integer>> sums = new ArrayList<>();
                for (int root = 1; root <= 100; root++) {
                    sums.add(roots.loadAsync(root)
                            .thenCompose(children::loadAsync)
                            .thenCompose(leaves::loadAllAsync)
                            .thenApply(Map::size)
                            .toCompletableFuture());
                }
                assertThat(sums).allSatisfy(sum -> assertThat(sum.join()).isEqualTo(2));
            }
            assertThat(calls.values()).extracting(AtomicInteger::get).containsExactly(1, 1, 1);
        });
    }

    private static <V> BatchFunction<Integer, Map<Integer, KeyResult<V>>> counted(
            String name, Map<String, AtomicInteger> calls, java.util.function.IntFunction<V> value) {
        return keys -> {
            calls.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
            return keys.stream().collect(Collectors.toMap(k -> k, k -> KeyResult.found(value.apply(k))));
        };
    }

    @Test
    void eachKeyIsLoadedOnce() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                CompletionStage<String> first = loader.loadAsync(1);
                CompletionStage<String> again = loader.loadAsync(1);
                assertThat(join(first)).isEqualTo(join(again)).isEqualTo("v1");
                assertThat(loader.load(1)).isEqualTo("v1");
                assertThat(loader.find(10)).isEmpty();
                assertThat(loader.find(10)).isEmpty();
                assertThat(loader.loadAll(keys(1, 2, 10, 1)))
                        .containsExactlyInAnyOrderEntriesOf(Map.of(1, "v1", 2, "v2"));
            }
            assertThat(batches).containsExactly(Set.of(1), Set.of(10), Set.of(2));
        });
    }

    @Test
    void resultsAreMatchedByKeyNotByPosition() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", asked -> {
                    List<Integer> backwards = new ArrayList<>(asked);
                    Collections.reverse(backwards);
                    Map<Integer, KeyResult<String>> results = new LinkedHashMap<>();
                    backwards.forEach(key -> results.put(key, KeyResult.found("v" + key)));
                    results.remove(2);
                    return results;
                });
                assertThat(loader.loadAll(keys(1, 2, 3, 4)))
                        .containsExactly(Map.entry(1, "v1"), Map.entry(3, "v3"), Map.entry(4, "v4"));
            }
        });
    }

    @Test
    void missingIsNotAFailure() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                assertThat(loader.tryAll(keys(1, 10, 7)).get(10)).isInstanceOf(KeyResult.Missing.class);
                assertThat(loader.loadAll(keys(1, 10))).containsExactly(Map.entry(1, "v1"));
                assertThat(loader.find(10)).isEmpty();
                assertThat(join(loader.findAsync(20))).isEmpty();
                assertThat(join(loader.findAsync(1))).contains("v1");
                assertThatThrownBy(() -> loader.load(10))
                        .isInstanceOf(MissingKeyException.class)
                        .hasMessageContaining("numbers")
                        .hasMessageContaining("10")
                        .hasMessageContaining("find");
                assertThatThrownBy(() -> join(loader.loadAsync(30))).hasCauseInstanceOf(MissingKeyException.class);
            }
        });
    }

    @Test
    void aFailedKeyFailsAlone() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                Map<Integer, KeyResult<String>> results = loader.tryAll(keys(1, 7, 10, 2));
                assertThat(results.keySet()).containsExactly(1, 7, 10, 2);
                assertThat(results.get(1)).isEqualTo(KeyResult.found("v1"));
                assertThat(results.get(2)).isEqualTo(KeyResult.found("v2"));
                assertThat(results.get(7))
                        .isInstanceOfSatisfying(
                                KeyResult.Failed.class,
                                failed -> assertThat(failed.cause()).hasMessage("cannot read 7"));
                assertThat(batches).hasSize(1);
                assertThatThrownBy(() -> loader.load(7)).hasRootCauseInstanceOf(IOException.class);
                assertThatThrownBy(() -> loader.find(7)).hasRootCauseInstanceOf(IOException.class);
                assertThatThrownBy(() -> loader.loadAll(keys(1, 7))).hasRootCauseMessage("cannot read 7");
                assertThatThrownBy(() -> join(loader.findAsync(7))).hasRootCauseMessage("cannot read 7");
            }
        });
    }

    @Test
    void aThrowingFunctionFailsExactlyItsKeys() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> good = unit.loader("good", recording());
                BatchLoader<Integer, String> bad = unit.loader("bad", asked -> {
                    throw new ArithmeticException("out of numbers");
                });
                CompletionStage<String> fine = good.loadAsync(1);
                CompletionStage<String> broken = bad.loadAsync(1);
                assertThatThrownBy(() -> bad.load(2)).isInstanceOf(ArithmeticException.class);
                assertThatThrownBy(() -> join(broken)).hasCauseInstanceOf(ArithmeticException.class);
                assertThat(join(fine)).isEqualTo("v1");
            }
        });
    }

    @Test
    void failuresAreNotKept() {
        within(() -> {
            AtomicInteger calls = new AtomicInteger();
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("flaky", asked -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IOException("try again");
                    }
                    return Map.of(1, KeyResult.found("at last"));
                });
                assertThatThrownBy(() -> loader.load(1)).hasRootCauseMessage("try again");
                assertThat(loader.load(1)).isEqualTo("at last");
            }
        });
    }

    @Test
    void exceptionsReachWhateverDepends() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                AtomicReference<Throwable> seen = new AtomicReference<>();
                CompletionStage<String> chain = loader.loadAsync(1)
                        .thenCompose(v -> loader.loadAsync(7))
                        .thenCompose(v -> loader.loadAsync(2));
                CompletionStage<String> watched = chain.whenComplete((v, e) -> seen.set(e));
                CompletionStage<String> thrower = loader.loadAsync(3).thenApply(v -> {
                    throw new ArithmeticException("in a dependent");
                });
                assertThatThrownBy(() -> join(watched)).hasRootCauseMessage("cannot read 7");
                assertThat(seen.get()).isInstanceOf(CompletionException.class);
                assertThatThrownBy(() -> join(thrower)).hasRootCauseMessage("in a dependent");
                assertThat(loader.load(4)).isEqualTo("v4");
            }
        });
    }

    @Test
    void blockingLoadsInDependentsShareABatch() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                List<CompletableFuture<String>> all = new ArrayList<>();
                for (int key : new int[] {1, 2, 3}) {
                    all.add(loader.loadAsync(key)
                            .thenApply(v -> v + loader.load(key + 100))
                            .toCompletableFuture());
                }
                assertThat(all).extracting(CompletableFuture::join).containsExactly("v1v101", "v2v102", "v3v103");
            }
            assertThat(batches).containsExactly(Set.of(1, 2, 3), Set.of(101, 102, 103));
        });
    }

    @Test
    void loadsWithinABatchFunctionGoAtOnce() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> inner = unit.loader("inner", recording());
                BatchLoader<Integer, String> outer = unit.loader("outer", asked -> {
                    String blocking = inner.load(1);
                    String chained = join(inner.loadAsync(2).thenCompose(v -> inner.loadAsync(3)));
                    Map<Integer, KeyResult<String>> results = new HashMap<>();
                    asked.forEach(key -> results.put(key, KeyResult.found(blocking + chained + key)));
                    return results;
                });
                assertThat(outer.load(5)).isEqualTo("v1v35");
            }
        });
    }

    @Test
    void loadsWithinABatchFunctionOfTheSameLevelAreAnswered() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> inner = unit.loader("inner", recording());
                BatchLoader<Integer, String> outer =
                        unit.loader("outer", asked -> Map.of(5, KeyResult.found(inner.load(1) + inner.load(2))));
                CompletionStage<String> before = outer.loadAsync(5);
                CompletionStage<String> same = inner.loadAsync(1);
                assertThat(join(before)).isEqualTo("v1v2");
                assertThat(join(same)).isEqualTo("v1");
            }
        });
    }

    @Test
    void aBatchFunctionThatAsksForItsOwnKeyIsRefused() {
        within(() -> {
            AtomicReference<BatchLoader<Integer, String>> self = new AtomicReference<>();
            try (Unit unit = open()) {
                self.set(unit.loader(
                        "ouroboros",
                        asked -> Map.of(1, KeyResult.found(self.get().load(1)))));
                assertThatIllegalStateException()
                        .isThrownBy(() -> self.get().load(1))
                        .withMessageContaining("ouroboros")
                        .withMessageContaining("key 1");
            }
        });
    }

    @Test
    void aWaitThatCannotBeSeenDoesNotHang() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                CompletableFuture<String> one = loader.loadAsync(1).toCompletableFuture();
                CompletableFuture<String> two = loader.loadAsync(2)
                        .thenCompose(v -> loader.loadAsync(3))
                        .toCompletableFuture();
                CompletableFuture.allOf(one, two).join();
                assertThat(two.join()).isEqualTo("v3");
            }
            assertThat(batches).containsExactly(Set.of(1, 2), Set.of(3));
        });
    }

    @Test
    void foreignThreadsAreAnswered() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                CountDownLatch answered = new CountDownLatch(2);
                new Thread(() -> {
                            loader.load(1);
                            answered.countDown();
                        })
                        .start();
                new Thread(() -> loader.loadAsync(2).thenRun(answered::countDown)).start();
                assertThat(answered.await(limit().toMillis(), TimeUnit.MILLISECONDS))
                        .isTrue();
            }
        });
    }

    @Test
    void loadAllIsOneBatchInTheOrderOfTheKeys() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                assertThat(loader.loadAll(keys(5, 3, 4)))
                        .containsExactly(Map.entry(5, "v5"), Map.entry(3, "v3"), Map.entry(4, "v4"));
                assertThat(join(loader.loadAllAsync(keys(4, 1))))
                        .containsExactly(Map.entry(4, "v4"), Map.entry(1, "v1"));
                assertThat(loader.loadAll(List.of())).isEmpty();
                assertThat(join(loader.loadAllAsync(List.of()))).isEmpty();
            }
            assertThat(batches).containsExactly(Set.of(3, 4, 5), Set.of(1));
        });
    }

    @Test
    void aLoopAfterAPrefetchIsOneBatch() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                loader.prefetch(keys(1, 2, 3));
                for (int key = 1; key <= 3; key++) {
                    assertThat(loader.load(key)).isEqualTo("v" + key);
                }
            }
            assertThat(batches).containsExactly(Set.of(1, 2, 3));
        });
    }

    @Test
    void aPrimedKeyIsNotLoaded() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                assertThat(loader.prime(1, "mine")).isTrue();
                assertThat(loader.prime(1, "other")).isFalse();
                assertThat(loader.load(1)).isEqualTo("mine");
                CompletionStage<String> waiting = loader.loadAsync(2);
                assertThat(loader.prime(2, "late")).isFalse();
                assertThat(join(waiting)).isEqualTo("v2");
            }
            assertThat(batches).containsExactly(Set.of(2));
        });
    }

    @Test
    void aClearedKeyIsLoadedAgain() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                loader.loadAll(keys(1, 2, 3));
                loader.clear(1);
                loader.clear(99);
                loader.loadAll(keys(1, 2));
                CompletionStage<String> waiting = loader.loadAsync(4);
                loader.clearAll();
                assertThat(join(waiting)).isEqualTo("v4");
                loader.loadAll(keys(2, 3, 4));
            }
            assertThat(batches).containsExactly(Set.of(1, 2, 3), Set.of(1), Set.of(4), Set.of(2, 3));
        });
    }

    @Test
    void manyKeysClearedAndLoadedAgainAreAllFound() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                for (int round = 0; round < 20; round++) {
                    int from = round * 50 + 1;
                    loader.tryAll(IntStream.range(from, from + 200).boxed().collect(Collectors.toList()));
                    IntStream.range(from, from + 100).forEach(loader::clear);
                }
                batches.clear();
                assertThat(loader.load(20 * 50 + 111)).isEqualTo("v1111");
                assertThat(batches).isEmpty();
            }
        });
    }

    @Test
    void closingFailsWhatWaits() {
        within(() -> {
            CompletionStage<String> waiting;
            BatchLoader<Integer, String> loader;
            CompletionStage<String> chained;
            try (Unit unit = open()) {
                loader = unit.loader("numbers", recording());
                waiting = loader.loadAsync(1);
                chained = waiting.handle((v, e) -> 1).thenCompose(loader::loadAsync);
            }
            assertThatThrownBy(() -> join(waiting))
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed")
                    .hasMessageContaining("1 loads of 'numbers'");
            assertThatThrownBy(() -> join(chained)).hasCauseInstanceOf(IllegalStateException.class);
            assertThatIllegalStateException().isThrownBy(() -> loader.load(1)).withMessageContaining("closed");
            assertThatIllegalStateException().isThrownBy(() -> loader.prime(1, ""));
            assertThatIllegalStateException().isThrownBy(() -> loader.clear(1));
            assertThatIllegalStateException().isThrownBy(loader::clearAll);
            assertThat(batches).isEmpty();
        });
    }

    @Test
    void aLoadIsNotCancelledOrCompletedByOneOfItsCallers() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                CompletableFuture<String> mine = loader.loadAsync(1).toCompletableFuture();
                CompletableFuture<String> copy = mine.copy();
                mine.cancel(true);
                mine.complete("forged");
                mine.completeExceptionally(new IOException("forged"));
                copy.cancel(true);
                assertThat(copy).isCancelled();
                assertThat(loader.load(1)).isEqualTo("v1");
                assertThat(mine.orTimeout(1, TimeUnit.MINUTES).join()).isEqualTo("v1");
            }
        });
    }

    @Test
    void wrongShapesAreRefusedWithNameAndKeys() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> strangers =
                        unit.loader("strangers", asked -> Map.of(1, KeyResult.found("a"), 99, KeyResult.found("b")));
                assertThatIllegalStateException()
                        .isThrownBy(() -> strangers.loadAll(keys(1, 2)))
                        .withMessageContaining("strangers")
                        .withMessageContaining("99")
                        .withMessageContaining("1 (Integer), 2 (Integer)");
                BatchLoader<Integer, String> nothing = unit.loader("nothing", asked -> null);
                assertThatIllegalStateException()
                        .isThrownBy(() -> nothing.load(1))
                        .withMessageContaining("nothing")
                        .withMessageContaining("null");
            }
        });
    }

    @Test
    void nullsAreRefused() {
        within(() -> {
            try (Unit unit = open()) {
                BatchLoader<Integer, String> loader = unit.loader("numbers", recording());
                assertThatNullPointerException()
                        .isThrownBy(() -> loader.load(null))
                        .withMessageContaining("key");
                assertThatNullPointerException()
                        .isThrownBy(() -> loader.loadAsync(null))
                        .withMessageContaining("key");
                assertThatNullPointerException()
                        .isThrownBy(() -> loader.loadAll(Collections.singleton(null)))
                        .withMessageContaining("key");
                assertThatNullPointerException()
                        .isThrownBy(() -> loader.prime(1, null))
                        .withMessageContaining("value");
            }
        });
    }

    @Test
    void manyThreadsLoadEachKeyOnce() {
        within(() -> {
            Map<Integer, AtomicInteger> loads = new ConcurrentHashMap<>();
            AtomicInteger answers = new AtomicInteger();
            try (Unit unit = open()) {
                BatchLoader<Integer, Integer> loader = unit.loader("numbers", asked -> {
                    asked.forEach(key ->
                            loads.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet());
                    return asked.stream().collect(Collectors.toMap(key -> key, key -> KeyResult.found(-key)));
                });
                for (int task = 0; task < 16; task++) {
                    int seed = task;
                    unit.fork(() -> {
                        for (int i = 0; i < 200; i++) {
                            int key = (i * 7 + seed * 13) % 500;
                            if (i % 3 == 0 ? loader.load(key) == -key : join(loader.loadAsync(key)) == -key) {
                                answers.incrementAndGet();
                            }
                        }
                    });
                }
                unit.awaitAll();
            }
            assertThat(answers).hasValue(16 * 200);
            assertThat(loads.values()).allSatisfy(count -> assertThat(count).hasValue(1));
        });
    }
}
