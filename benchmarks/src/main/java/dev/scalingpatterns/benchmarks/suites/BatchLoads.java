package dev.scalingpatterns.benchmarks.suites;

import dev.scalingpatterns.jobs.batch.BatchLoader;
import dev.scalingpatterns.jobs.batch.BatchScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Loads from a source that answers at once, so that what is measured is the gathering. Figures are for one key. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BatchLoads {

    private static final int KEYS = 1_000;
    private static final int PARENTS = 100;
    private static final int LEVELS = 3;

    private static final BatchLoader<Integer, Integer> LOADER = BatchLoader.mapped(BatchLoads::answers);

    private static Map<Integer, Integer> answers(Iterable<Integer> keys) {
        Map<Integer, Integer> answers = new HashMap<>(KEYS * 2);
        keys.forEach(key -> answers.put(key, key + 1));
        return answers;
    }

    /** A batch function's answer for java-dataloader: a list in the order of the keys, its cheapest form. */
    private static DataLoader<Integer, Integer> dataLoader() {
        return DataLoaderFactory.newDataLoader(keys -> {
            List<Integer> answers = new ArrayList<>(keys.size());
            keys.forEach(key -> answers.add(key + 1));
            return CompletableFuture.completedFuture(answers);
        });
    }

    private static DataLoader<Integer, Integer> mappedDataLoader() {
        return DataLoaderFactory.newMappedDataLoader(keys -> CompletableFuture.completedFuture(answers(keys)));
    }

    /** Ours: 1,000 keys asked for one by one, one batch. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public void uniqueOurs(Blackhole hole) {
        BatchScope.run(scope -> {
            BatchLoader<Integer, Integer> loader = scope.loader(LOADER);
            List<CompletionStage<Integer>> stages = new ArrayList<>(KEYS);
            for (int key = 0; key < KEYS; key++) {
                stages.add(loader.loadAsync(key));
            }
            stages.forEach(stage -> hole.consume(stage.toCompletableFuture().join()));
        });
    }

    /** java-dataloader with a function that answers with a list. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public void uniqueDataLoader(Blackhole hole) {
        unique(dataLoader(), hole);
    }

    /** java-dataloader with a function that answers with a map, as ours does. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public void uniqueMappedDataLoader(Blackhole hole) {
        unique(mappedDataLoader(), hole);
    }

    private static void unique(DataLoader<Integer, Integer> loader, Blackhole hole) {
        List<CompletableFuture<Integer>> futures = new ArrayList<>(KEYS);
        for (int key = 0; key < KEYS; key++) {
            futures.add(loader.load(key));
        }
        hole.consume(loader.dispatch());
        futures.forEach(future -> hole.consume(future.join()));
    }

    /** The floor: the keys in a map, the function called, its answers taken from its map. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public void uniqueHashMap(Blackhole hole) {
        Map<Integer, Integer> wanted = new HashMap<>();
        for (int key = 0; key < KEYS; key++) {
            wanted.put(key, key);
        }
        Map<Integer, Integer> answers = answers(wanted.keySet());
        wanted.keySet().forEach(key -> hole.consume(answers.get(key)));
    }

    /** Ours: a key that is loaded already, asked for again and again in one scope. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public void duplicateOurs(Blackhole hole) {
        BatchScope.run(scope -> {
            BatchLoader<Integer, Integer> loader = scope.loader(LOADER);
            loader.load(7);
            for (int i = 0; i < KEYS; i++) {
                hole.consume(loader.loadAsync(7));
            }
        });
    }

    /** java-dataloader: the same. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public void duplicateDataLoader(Blackhole hole) {
        DataLoader<Integer, Integer> loader = dataLoader();
        hole.consume(loader.load(7));
        hole.consume(loader.dispatch());
        for (int i = 0; i < KEYS; i++) {
            hole.consume(loader.load(7));
        }
    }

    /** The floor: a map's get. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public void duplicateHashMap(Blackhole hole) {
        Map<Integer, Integer> map = new HashMap<>();
        map.put(7, 8);
        for (int i = 0; i < KEYS; i++) {
            hole.consume(map.get(7));
        }
    }

    /** Ours: three loads in a chain for each of 100 parents, three batches, no dispatch. */
    @Benchmark
    @OperationsPerInvocation(PARENTS * LEVELS)
    public void chainOurs(Blackhole hole) {
        BatchScope.run(scope -> {
            BatchLoader<Integer, Integer> one = scope.loader(LOADER);
            BatchLoader<Integer, Integer> two = scope.loader(SECOND);
            BatchLoader<Integer, Integer> three = scope.loader(THIRD);
            List<CompletionStage<Integer>> stages = new ArrayList<>(PARENTS);
            for (int key = 0; key < PARENTS; key++) {
                stages.add(one.loadAsync(key * 10).thenCompose(two::loadAsync).thenCompose(three::loadAsync));
            }
            stages.forEach(stage -> hole.consume(stage.toCompletableFuture().join()));
        });
    }

    private static final BatchLoader<Integer, Integer> SECOND = BatchLoader.mapped(BatchLoads::answers);
    private static final BatchLoader<Integer, Integer> THIRD = BatchLoader.mapped(BatchLoads::answers);

    /** java-dataloader: the same, dispatched by hand level by level, its fastest form. */
    @Benchmark
    @OperationsPerInvocation(PARENTS * LEVELS)
    public void chainDataLoader(Blackhole hole) {
        DataLoader<Integer, Integer> one = dataLoader();
        DataLoader<Integer, Integer> two = dataLoader();
        DataLoader<Integer, Integer> three = dataLoader();
        List<CompletableFuture<Integer>> futures = new ArrayList<>(PARENTS);
        for (int key = 0; key < PARENTS; key++) {
            futures.add(one.load(key * 10).thenCompose(two::load).thenCompose(three::load));
        }
        hole.consume(one.dispatch());
        hole.consume(two.dispatch());
        hole.consume(three.dispatch());
        futures.forEach(future -> hole.consume(future.join()));
    }
}
