package dev.scalingpatterns.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scalingpatterns.core.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NullUnmarked // it passes nulls on purpose
@Timeout(30)
class BatchScopeTest {

    private final List<Set<Integer>> batches = Collections.synchronizedList(new ArrayList<>());

    private Map<Integer, String> answer(Set<Integer> keys) {
        batches.add(new HashSet<>(keys));
        return keys.stream().collect(Collectors.toMap(key -> key, key -> "v" + key));
    }

    private final BatchLoader<Integer, String> loader =
            BatchLoader.builder("numbers").mapped(this::answer);

    @Test
    void theCurrentScopeIsFoundInBodyForksBatchesAndDependents() {
        Set<BatchScope> seen = Collections.synchronizedSet(new HashSet<>());
        BatchLoader<Integer, String> nosy = BatchLoader.builder("nosy").mapped((Set<Integer> keys) -> {
            seen.add(BatchScope.current().orElseThrow());
            return answer(keys);
        });
        BatchScope.run(scope -> {
            seen.add(BatchScope.current().orElseThrow());
            CompletableFuture<Boolean> fork =
                    scope.fork(() -> seen.add(BatchScope.current().orElseThrow()));
            CompletionStage<Boolean> dependent = nosy.loadAsync(1)
                    .thenApplyAsync(v -> seen.add(BatchScope.current().orElseThrow()));
            scope.await(List.of(fork, dependent));
            assertThat(seen).containsExactly(scope);
        });
        assertThat(BatchScope.current()).isEmpty();
    }

    @Test
    void aResultComesBackAndWhatIsLeftIsDoneFirst() {
        AtomicReference<String> later = new AtomicReference<>();
        int result = BatchScope.call(scope -> {
            CompletionStage<Void> unused = loader.loadAsync(1).thenAccept(later::set);
            return 42;
        });
        assertThat(result).isEqualTo(42);
        assertThat(later).hasValue("v1");
    }

    @Test
    void aBodyThatThrowsCancelsWhatIsLeft() {
        AtomicReference<CompletionStage<String>> left = new AtomicReference<>();
        assertThatThrownBy(() -> BatchScope.run(scope -> {
                    left.set(loader.loadAsync(1));
                    throw new ArithmeticException();
                }))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> left.get().toCompletableFuture().join()).hasMessageContaining("closed");
        assertThat(batches).isEmpty();
    }

    @Test
    void scopesAreApart() {
        BatchScope.run(outer -> {
            loader.load(1);
            BatchScope.run(inner -> loader.load(1));
            loader.load(1);
            assertThat(BatchScope.current()).contains(outer);
        });
        assertThat(batches).containsExactly(Set.of(1), Set.of(1));
    }

    @Test
    void outsideAScopeLoadsGoAlone() {
        assertThat(loader.load(1)).isEqualTo("v1");
        assertThat(loader.loadAsync(1).toCompletableFuture()).isCompletedWithValue("v1");
        assertThat(loader.loadAll(List.of(1, 2))).hasSize(2);
        assertThat(loader.find(3)).contains("v3");
        assertThat(batches).containsExactly(Set.of(1), Set.of(1), Set.of(1, 2), Set.of(3));
        assertThat(loader.statistics().outside()).isEqualTo(5);
        assertThatIllegalStateException()
                .isThrownBy(() -> loader.prefetch(List.of(1)))
                .withMessageContaining("numbers")
                .withMessageContaining("BatchScope.run");
        assertThatIllegalStateException().isThrownBy(() -> loader.prime(1, ""));
        BatchLoader<Integer, String> strict =
                BatchLoader.builder("strict").requireScope(true).mapped(this::answer);
        assertThatIllegalStateException().isThrownBy(() -> strict.load(1)).withMessageContaining("outside any scope");
    }

    @Test
    void largeBatchesAreSplit() {
        BatchLoader<Integer, String> small =
                BatchLoader.builder("small").maxBatchSize(40).mapped(this::answer);
        BatchScope.run(scope -> assertThat(small.loadAll(range(100))).hasSize(100));
        assertThat(batches).extracting(Set::size).containsExactly(40, 40, 20);
        assertThat(small.statistics().largest()).isEqualTo(40);
    }

    private static List<Integer> range(int size) {
        return IntStream.range(0, size).boxed().collect(Collectors.toList());
    }

    @Test
    void aPoolSmallerThanTheTasksStillAnswers() {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            BatchScopeOptions options =
                    BatchScopeOptions.builder().executor(pool).build();
            List<String> seen = Collections.synchronizedList(new ArrayList<>());
            BatchScope.run(options, scope -> {
                for (int key = 0; key < 20; key++) {
                    int k = key;
                    CompletableFuture<Boolean> unused = scope.fork(() -> seen.add(loader.load(k)));
                }
            });
            assertThat(seen).hasSize(20);
            assertThat(batches.stream().mapToInt(Set::size).sum()).isEqualTo(20);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aRejectedForkLeavesTheScopeAlive() {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        pool.shutdown();
        BatchScope.run(BatchScopeOptions.builder().executor(pool).build(), scope -> {
            assertThatThrownBy(() -> scope.fork(() -> 1))
                    .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
            assertThat(loader.load(1)).isEqualTo("v1");
        });
    }

    @Test
    void anExecutorThatRunsAtOnceIsFine() {
        BatchScopeOptions direct =
                BatchScopeOptions.builder().executor(Runnable::run).build();
        BatchScope.run(direct, scope -> {
            CompletableFuture<String> one = scope.fork(() -> loader.load(1));
            assertThat(one).isCompletedWithValue("v1");
            assertThat(loader.loadAsync(2)
                            .thenApplyAsync(v -> v + loader.load(3), scope.executor())
                            .toCompletableFuture()
                            .join())
                    .isEqualTo("v2v3");
        });
    }

    @Test
    void supplyAsyncOnTheScopesExecutorGathers() {
        BatchScope.run(scope -> {
            List<CompletableFuture<String>> all = new ArrayList<>();
            for (int key = 0; key < 10; key++) {
                int k = key;
                all.add(CompletableFuture.supplyAsync(() -> loader.load(k), scope.executor()));
            }
            scope.await(all);
        });
        assertThat(batches).containsExactly(new HashSet<>(range(10)));
    }

    @Test
    void loadsOfPlainPoolThreadsAreAnsweredWithoutBeingKnown() {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (BatchScope scope = BatchScope.open()) {
            BatchLoader<Integer, String> bound = scope.loader(loader);
            List<CompletableFuture<String>> all = new ArrayList<>();
            for (int key = 0; key < 40; key++) {
                int k = key;
                all.add(CompletableFuture.supplyAsync(() -> bound.load(k), pool));
            }
            CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).join();
            assertThat(bound.statistics().keys()).isEqualTo(40);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aBatchFunctionThatWaitsUnseenDoesNotHang() {
        BatchLoader<Integer, String> outer = BatchLoader.builder("outer").mapped((Set<Integer> keys) -> {
            CompletableFuture<String> inner = loader.loadAsync(7).toCompletableFuture();
            CompletableFuture.allOf(inner).join();
            return Map.of(1, inner.join());
        });
        BatchScope.run(scope -> assertThat(outer.load(1)).isEqualTo("v7"));
    }

    @Test
    void aBatchFunctionMayForkAndWait() {
        BatchLoader<Integer, String> outer = BatchLoader.builder("outer").mapped((Set<Integer> keys) -> {
            BatchScope scope = BatchScope.current().orElseThrow();
            CompletableFuture<String> left = scope.fork(() -> loader.load(1));
            CompletableFuture<String> right = scope.fork(() -> loader.load(2));
            return Map.of(1, left.join() + right.join());
        });
        BatchScope.run(scope -> assertThat(outer.load(1)).isEqualTo("v1v2"));
        assertThat(batches).containsExactly(Set.of(1, 2));
    }

    @Test
    void anEndlessChainIsStopped() {
        BatchScopeOptions options = BatchScopeOptions.builder().maxLevels(50).build();
        BatchScope.run(options, scope -> {
            BatchLoader<Integer, String> bound = scope.loader(loader);
            CompletableFuture<String> chain = next(bound, 0).toCompletableFuture();
            assertThatThrownBy(chain::join).hasMessageContaining("50 levels").hasMessageContaining("numbers");
        });
        assertThat(batches).hasSize(50);
    }

    private static CompletionStage<String> next(BatchLoader<Integer, String> loader, int key) {
        return loader.loadAsync(key).thenCompose(v -> next(loader, key + 1));
    }

    @Test
    void afterTheDeadlineNothingIsLoaded() {
        BatchScopeOptions options =
                BatchScopeOptions.builder().deadline(Duration.ofMillis(50)).build();
        try (BatchScope scope = BatchScope.open(options)) {
            BatchLoader<Integer, String> bound = scope.loader(loader);
            assertThat(scope.timeLeft().orElseThrow()).isPositive();
            bound.load(1);
            await().until(() -> scope.timeLeft().orElseThrow().isZero());
            assertThatThrownBy(() -> bound.load(2))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("numbers")
                    .hasMessageContaining("deadline");
            assertThat(bound.load(1)).isEqualTo("v1");
        }
        assertThat(batches).containsExactly(Set.of(1));
    }

    @Test
    void theDeadlineEndsAWaitForAForeignBatch() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        BatchLoader<Integer, String> slow = BatchLoader.builder("slow").mapped((Set<Integer> keys) -> {
            release.await();
            return answer(keys);
        });
        BatchScopeOptions options =
                BatchScopeOptions.builder().deadline(Duration.ofMillis(200)).build();
        try (BatchScope scope = BatchScope.open(options)) {
            BatchLoader<Integer, String> bound = scope.loader(slow);
            CompletableFuture<String> first = scope.fork(() -> bound.load(1));
            CompletableFuture<String> second = scope.fork(() -> bound.load(1));
            assertThatThrownBy(() -> CompletableFuture.anyOf(first, second).get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UnavailableException.class);
            assertThatThrownBy(scope::awaitAll).isInstanceOf(UnavailableException.class);
            release.countDown();
        }
    }

    @Test
    void cancellingReachesWhoWaitsAndWhoComesLater() {
        try (BatchScope scope = BatchScope.open()) {
            BatchLoader<Integer, String> bound = scope.loader(loader);
            CompletableFuture<String> waiting = bound.loadAsync(1).toCompletableFuture();
            CountDownLatch never = new CountDownLatch(1);
            CompletableFuture<Boolean> fork = scope.fork(() -> never.await(1, TimeUnit.HOURS));
            scope.cancel();
            scope.cancel();
            assertThatThrownBy(waiting::join).isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> bound.load(2))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("cancelled");
            assertThatThrownBy(() -> fork.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void anInterruptedLoadGivesUpAndStaysInterrupted() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        BatchLoader<Integer, String> slow = BatchLoader.builder("slow").mapped((Set<Integer> keys) -> {
            running.countDown();
            release.await();
            return answer(keys);
        });
        try (BatchScope scope = BatchScope.open()) {
            BatchLoader<Integer, String> bound = scope.loader(slow);
            CompletableFuture<String> runs = scope.fork(() -> bound.load(1));
            CompletableFuture<Boolean> waits = new CompletableFuture<>();
            Thread.State parked = Thread.State.WAITING;
            Thread waiter = new Thread(() -> {
                try {
                    bound.load(1);
                    waits.complete(false);
                } catch (CancellationException e) {
                    waits.complete(Thread.currentThread().isInterrupted());
                }
            });
            Thread helper = new Thread(() -> scope.await(List.of(runs)));
            await().until(() -> {
                if (helper.getState() == Thread.State.NEW) {
                    CompletableFuture<String> unused = bound.loadAsync(1).toCompletableFuture();
                    helper.start();
                }
                return running.await(10, TimeUnit.MILLISECONDS);
            });
            waiter.start();
            await().until(() -> waiter.getState() == parked);
            waiter.interrupt();
            assertThat(waits.get(10, TimeUnit.SECONDS)).isTrue();
            release.countDown();
            assertThat(runs.get(10, TimeUnit.SECONDS)).isEqualTo("v1");
            helper.join();
        }
    }

    @Test
    void timedGetsOfDependentsLetLoadsGo() throws Exception {
        try (BatchScope scope = BatchScope.open()) {
            BatchLoader<Integer, String> bound = scope.loader(loader);
            CompletableFuture<String> chain =
                    bound.loadAsync(1).thenCompose(v -> bound.loadAsync(2)).toCompletableFuture();
            assertThat(chain.get(10, TimeUnit.SECONDS)).isEqualTo("v2");
            CompletableFuture<String> never = bound.loadAsync(3)
                    .thenCompose(v -> new CompletableFuture<String>())
                    .toCompletableFuture();
            assertThatThrownBy(() -> never.get(10, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThat(bound.load(4)).isEqualTo("v4");
        }
    }

    @Test
    void aWindowGathersWhatForeignThreadsAskMeanwhile() {
        BatchScopeOptions options =
                BatchScopeOptions.builder().window(Duration.ofMillis(500)).build();
        try (BatchScope scope = BatchScope.open(options)) {
            BatchLoader<Integer, String> bound = scope.loader(loader);
            Thread foreign = new Thread(() -> bound.loadAsync(2));
            foreign.start();
            assertThat(bound.load(1)).isEqualTo("v1");
        }
        assertThat(batches).containsExactly(Set.of(1, 2));
    }

    /** A tenant per thread. */
    private static final class Tenants implements CallerContext {

        private static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

        @Override
        public @Nullable Object capture() {
            return TENANT.get();
        }

        @Override
        public Restored restore(@Nullable Object captured) {
            String before = TENANT.get();
            TENANT.set((String) captured);
            return () -> TENANT.set(before);
        }
    }

    @Test
    void contextsNeitherShareABatchNorACache() {
        BatchLoader<Integer, String> perTenant = BatchLoader.builder("per tenant")
                .mapped((Set<Integer> keys) -> {
                    answer(keys);
                    return keys.stream().collect(Collectors.toMap(key -> key, key -> Tenants.TENANT.get() + key));
                });
        BatchScopeOptions options =
                BatchScopeOptions.builder().context(new Tenants()).build();
        Tenants.TENANT.set("main");
        try {
            BatchScope.run(options, scope -> {
                BatchLoader<Integer, String> bound = scope.loader(perTenant);
                Tenants.TENANT.set("red");
                CompletionStage<String> red = bound.loadAsync(1).thenApply(v -> v + Tenants.TENANT.get());
                CompletableFuture<String> fork = scope.fork(() -> bound.load(3));
                Tenants.TENANT.set("blue");
                CompletionStage<String> blue = bound.loadAsync(1).thenApply(v -> v + Tenants.TENANT.get());
                assertThat(bound.load(2)).isEqualTo("blue2");
                assertThat(red.toCompletableFuture().join()).isEqualTo("red1red");
                assertThat(blue.toCompletableFuture().join()).isEqualTo("blue1blue");
                assertThat(fork.join()).isEqualTo("red3");
                assertThat(Tenants.TENANT.get()).isEqualTo("blue");
            });
            assertThat(batches).containsExactlyInAnyOrder(Set.of(1, 3), Set.of(1, 2));
        } finally {
            Tenants.TENANT.remove();
        }
    }

    @Test
    void aContextThatCannotBeRestoredFailsItsLoads() {
        CallerContext broken = new CallerContext() {
            @Override
            public @Nullable Object capture() {
                return null;
            }

            @Override
            public Restored restore(@Nullable Object captured) {
                throw new ArithmeticException("no context");
            }
        };
        BatchScope.run(
                BatchScopeOptions.builder().context(broken).build(),
                scope -> assertThatThrownBy(() -> loader.load(1)).hasMessage("no context"));
    }

    @Test
    void keysAreNormalized() {
        List<Set<String>> asked = new ArrayList<>();
        BatchLoader<String, Integer> lengths = BatchLoader.builder("emails")
                .normalize(String.class, key -> key.toLowerCase(java.util.Locale.ROOT))
                .mapped((Set<String> keys) -> {
                    asked.add(new HashSet<>(keys));
                    Map<String, Integer> shouted = new HashMap<>();
                    keys.forEach(key -> shouted.put(key.toUpperCase(java.util.Locale.ROOT), key.length()));
                    return shouted;
                });
        BatchScope.run(scope -> assertThat(lengths.loadAll(List.of("A@b", "a@B", "cc")))
                .containsOnly(Map.entry("A@b", 3), Map.entry("a@B", 3), Map.entry("cc", 2)));
        assertThat(asked).containsExactly(Set.of("a@b", "cc"));
    }

    private record Row(int id, int parent) {}

    @Test
    void rowsAreGroupedByKeyAndOthersHaveNone() {
        BatchLoader<Integer, List<Row>> rows = BatchLoader.builder("rows")
                .grouped((Set<Integer> ids) -> List.of(new Row(1, 5), new Row(2, 6), new Row(3, 5)), Row::parent);
        BatchScope.run(scope -> {
            assertThat(rows.loadAll(List.of(5, 6, 7)))
                    .containsEntry(5, List.of(new Row(1, 5), new Row(3, 5)))
                    .containsEntry(7, List.of());
            assertThat(rows.load(7)).isEmpty();
            assertThatThrownBy(() -> rows.load(5).clear()).isInstanceOf(UnsupportedOperationException.class);
            assertThatIllegalStateException().isThrownBy(() -> rows.load(8)).withMessageContaining("not asked for");
        });
    }

    @Test
    void uniqueRowsMustBeUnique() {
        BatchLoader<Integer, Row> rows = BatchLoader.builder("rows")
                .unique((Set<Integer> ids) -> List.of(new Row(5, 0), new Row(6, 1), new Row(6, 2)), Row::id);
        BatchScope.run(scope -> {
            Map<Integer, KeyResult<Row>> all = rows.tryAll(List.of(5, 6, 7));
            assertThat(all.get(5)).isEqualTo(KeyResult.found(new Row(5, 0)));
            assertThat(all.get(7)).isEqualTo(KeyResult.missing());
            assertThat(((KeyResult.Failed<Row>) all.get(6)).cause())
                    .hasMessageContaining("2 rows for key 6")
                    .hasMessageContaining("grouped");
        });
    }

    @Test
    void rowsWithoutKeyAndNullRowsAreRefused() {
        BatchLoader<Integer, List<String>> nullKey =
                BatchLoader.grouped((Set<Integer> ids) -> List.of("row"), row -> null);
        BatchLoader<Integer, List<String>> nullRow =
                BatchLoader.grouped((Set<Integer> ids) -> Collections.<String>singletonList(null), row -> 1);
        BatchScope.run(scope -> {
            assertThatIllegalStateException().isThrownBy(() -> nullKey.load(1)).withMessageContaining("without a key");
            assertThatIllegalStateException().isThrownBy(() -> nullRow.load(1)).withMessageContaining("null row");
            assertThatIllegalStateException()
                    .isThrownBy(() -> nullRow.load(1))
                    .withMessageContaining("BatchScopeTest:");
        });
    }

    @Test
    void aFailedBatchIsBisectedToTheBadKeysOnRequest() {
        BatchLoader<Integer, String> bisecting = BatchLoader.builder("bisecting")
                .bisectFailures(true)
                .mapped((Set<Integer> keys) -> {
                    if (keys.contains(13) || keys.contains(77)) {
                        throw new ArithmeticException("bad key");
                    }
                    return answer(keys);
                });
        BatchScope.run(scope -> {
            Map<Integer, KeyResult<String>> all = bisecting.tryAll(range(100));
            assertThat(all.entrySet().stream()
                            .filter(e -> e.getValue() instanceof KeyResult.Failed)
                            .map(Map.Entry::getKey))
                    .containsExactly(13, 77);
        });
    }

    @Test
    void aBisectionThatFindsNothingGoodIsBounded() {
        List<Integer> calls = new ArrayList<>();
        BatchLoader<Integer, String> down = BatchLoader.builder("down")
                .bisectFailures(true)
                .mapped((Set<Integer> keys) -> {
                    calls.add(keys.size());
                    throw new ArithmeticException("down");
                });
        BatchScope.run(scope ->
                assertThat(down.tryAll(range(1_000)).values()).allMatch(result -> result instanceof KeyResult.Failed));
        assertThat(calls.size()).isLessThanOrEqualTo(1 + 4 * 11);
    }

    @Test
    void aScopeHoldsOnlySoManyKeys() {
        BatchLoader<Integer, String> few =
                BatchLoader.builder("few").maxKeys(10).mapped(this::answer);
        BatchScope.run(scope -> {
            few.loadAll(range(10));
            assertThatIllegalStateException()
                    .isThrownBy(() -> few.load(10))
                    .withMessageContaining("few")
                    .withMessageContaining("maxKeys");
            few.clear(0);
            assertThat(few.load(10)).isEqualTo("v10");
        });
    }

    @Test
    void statisticsCountEachScopeAndAll() {
        BatchLoader<Integer, String> counted = BatchLoader.builder("counted").results((Set<Integer> keys) -> {
            Map<Integer, KeyResult<String>> results = new HashMap<>();
            keys.forEach(key -> {
                if (key == 1) {
                    results.put(key, KeyResult.found("one"));
                } else if (key == 2) {
                    results.put(key, KeyResult.failed(new ArithmeticException()));
                }
            });
            return results;
        });
        for (int round = 0; round < 2; round++) {
            BatchScope.run(scope -> {
                BatchLoader<Integer, String> bound = scope.loader(counted);
                bound.tryAll(List.of(1, 2, 3));
                bound.load(1);
                bound.find(3);
                BatchStatistics here = bound.statistics();
                assertThat(List.of(here.loads(), here.hits(), here.batches(), here.keys(), here.missing()))
                        .containsExactly(5L, 2L, 1L, 3L, 1L);
                assertThat(here.failed()).isEqualTo(1);
            });
        }
        BatchStatistics all = counted.statistics();
        assertThat(List.of(all.loads(), all.hits(), all.batches(), all.keys(), all.missing(), all.failed()))
                .containsExactly(10L, 4L, 2L, 6L, 2L, 2L);
    }

    @Test
    void theListenerHearsAndHarmsNobody() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        BatchLoader<Integer, String> told = BatchLoader.builder("told")
                .listener(new BatchListener() {
                    @Override
                    public void onBatch(String name, int keys, int missing, int failed, Duration took) {
                        heard.add(name + " " + keys);
                        throw new ArithmeticException("a bad listener");
                    }

                    @Override
                    public void onBatchesOfOne(String name, int count) {
                        heard.add("lone " + count);
                    }

                    @Override
                    public void onStall(String name, int keys) {
                        heard.add("stall " + keys);
                    }

                    @Override
                    public void onAbandoned(String name, int keys) {
                        heard.add("abandoned " + keys);
                    }
                })
                .mapped(this::answer);
        try (BatchScope scope = BatchScope.open()) {
            BatchLoader<Integer, String> bound = scope.loader(told);
            range(10).forEach(bound::load);
            assertThat(heard).hasSize(11).contains("told 1", "lone 10");
            heard.clear();
            CompletableFuture.allOf(bound.loadAsync(100).toCompletableFuture()).join();
            assertThat(heard).contains("stall 1");
            CompletionStage<String> unused = bound.loadAsync(200);
        }
        assertThat(heard).contains("abandoned 1");
    }

    @Test
    void nothingIsLeftAfterClose() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        BatchScope.run(scope -> {
            for (int key = 0; key < 5; key++) {
                int k = key;
                CompletableFuture<String> unused = scope.fork(() -> loader.load(k));
            }
            CompletableFuture.allOf(loader.loadAsync(77).toCompletableFuture()).join();
        });
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("patterns-batch")));
    }

    @Test
    void badSettingsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchLoader.builder(" "))
                .withMessageContaining("blank");
        assertThatNullPointerException().isThrownBy(() -> BatchLoader.builder(null));
        BatchLoaderBuilder builder = BatchLoader.builder("x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxBatchSize(0))
                .withMessage("maxBatchSize must be positive, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxKeys(-1))
                .withMessageContaining("-1");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.listener(null))
                .withMessage("listener");
        assertThatNullPointerException().isThrownBy(() -> builder.mapped(null)).withMessage("function");
        BatchScopeOptions.Builder options = BatchScopeOptions.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> options.window(Duration.ofSeconds(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> options.deadline(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> options.maxLevels(0));
        assertThatNullPointerException()
                .isThrownBy(() -> options.executor(null))
                .withMessage("executor");
        BatchScope.run(scope -> assertThatIllegalArgumentException()
                .isThrownBy(() -> scope.loader(scope.loader(loader)))
                .withMessageContaining("bound to a scope already"));
        BatchScope closed = BatchScope.open();
        closed.close();
        closed.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> closed.loader(loader))
                .withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> closed.fork(() -> 1)).withMessageContaining("closed");
    }
}
