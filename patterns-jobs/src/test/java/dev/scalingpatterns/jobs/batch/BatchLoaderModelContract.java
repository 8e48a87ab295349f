package dev.scalingpatterns.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Any tree of loads, any interleaving: every load is answered, each key is loaded once, and the batches of each level are
 * those of a model that knows nothing of threads: all keys that can be asked for, then all that these lead to.
 */
public abstract class BatchLoaderModelContract {

    private static final int LOADERS = 3;

    /** Opens a unit of work. */
    protected abstract BatchLoaderContract.Unit open();

    /** How a node of the tree asks for its key. */
    enum How {
        CHAINED,
        CHAINED_ON_EXECUTOR,
        FORKED_AND_BLOCKING,
        ALL_AT_ONCE
    }

    /** One load, and those that it leads to. */
    record Node(int loader, int key, How how, List<Node> children) {

        int size() {
            return 1 + children.stream().mapToInt(Node::size).sum();
        }
    }

    /** A batch: of which loader, which keys. */
    record Call(int loader, Set<Integer> keys) {}

    @Provide
    Arbitrary<List<Node>> forests() {
        return nodes(4).list().ofMinSize(1).ofMaxSize(5);
    }

    private static Arbitrary<Node> nodes(int depth) {
        Arbitrary<List<Node>> children = depth == 0
                ? Arbitraries.just(List.of())
                : Arbitraries.lazy(() -> nodes(depth - 1)).list().ofMaxSize(3);
        return Combinators.combine(
                        Arbitraries.integers().between(0, LOADERS - 1),
                        Arbitraries.integers().between(1, 30),
                        Arbitraries.of(How.class),
                        children)
                .as(Node::new);
    }

    @Property(tries = 150)
    void everyTreeIsLoadedLevelByLevel(@ForAll("forests") List<Node> forest) {
        AtomicInteger answered = new AtomicInteger();
        List<Call> calls = Collections.synchronizedList(new ArrayList<>());
        try (BatchLoaderContract.Unit unit = open()) {
            List<BatchLoader<Integer, String>> loaders = new ArrayList<>();
            for (int i = 0; i < LOADERS; i++) {
                int loader = i;
                loaders.add(unit.loader("loader" + i, keys -> {
                    calls.add(new Call(loader, new TreeSet<>(keys)));
                    return keys.stream().collect(Collectors.toMap(k -> k, k -> KeyResult.found(loader + ":" + k)));
                }));
            }
            Run run = new Run(unit, loaders, answered);
            forest.forEach(run::start);
            unit.awaitAll();
        }
        assertThat(answered).hasValue(forest.stream().mapToInt(Node::size).sum());
        List<List<Call>> expected = model(forest);
        int next = 0;
        for (List<Call> level : expected) {
            assertThat(calls.subList(Math.min(next, calls.size()), Math.min(calls.size(), next + level.size())))
                    .as("one level of %s", expected)
                    .containsExactlyInAnyOrderElementsOf(level);
            next += level.size();
        }
        assertThat(calls).hasSize(next);
    }

    private record Run(
            BatchLoaderContract.Unit unit, List<BatchLoader<Integer, String>> loaders, AtomicInteger answered) {

        void start(Node node) {
            BatchLoader<Integer, String> loader = loaders.get(node.loader());
            switch (node.how()) {
                case CHAINED -> go(node, loader.loadAsync(node.key()));
                case CHAINED_ON_EXECUTOR -> {
                    CompletionStage<Void> unused =
                            loader.loadAsync(node.key()).thenAcceptAsync(value -> done(node, value));
                }
                case FORKED_AND_BLOCKING -> unit.fork(() -> done(node, loader.load(node.key())));
                case ALL_AT_ONCE ->
                    go(node, loader.loadAllAsync(List.of(node.key())).thenApply(all -> all.get(node.key())));
            }
        }

        private void go(Node node, CompletionStage<String> stage) {
            CompletionStage<Void> unused = stage.thenAccept(value -> done(node, value));
        }

        private void done(Node node, String value) {
            if (Objects.equals(value, node.loader() + ":" + node.key())) {
                answered.incrementAndGet();
            }
            node.children().forEach(this::start);
        }
    }

    /** The levels, each with its calls: the trivially correct model. */
    private static List<List<Call>> model(List<Node> forest) {
        Set<List<Integer>> known = new HashSet<>();
        List<List<Call>> levels = new ArrayList<>();
        List<Node> asked = forest;
        while (!asked.isEmpty()) {
            List<Node> waiting = new ArrayList<>();
            asked.forEach(node -> ask(node, known, waiting));
            Map<Integer, Set<Integer>> keys = new TreeMap<>();
            waiting.forEach(node ->
                    keys.computeIfAbsent(node.loader(), l -> new TreeSet<>()).add(node.key()));
            if (!keys.isEmpty()) {
                List<Call> calls = new ArrayList<>();
                keys.forEach((loader, ofLoader) -> calls.add(new Call(loader, ofLoader)));
                levels.add(calls);
            }
            waiting.forEach(node -> known.add(List.of(node.loader(), node.key())));
            asked = waiting.stream().flatMap(node -> node.children().stream()).collect(Collectors.toList());
        }
        return levels;
    }

    private static void ask(Node node, Set<List<Integer>> known, List<Node> waiting) {
        if (known.contains(List.of(node.loader(), node.key()))) {
            node.children().forEach(child -> ask(child, known, waiting));
        } else {
            waiting.add(node);
        }
    }
}
