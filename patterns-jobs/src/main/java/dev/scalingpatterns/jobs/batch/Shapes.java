package dev.scalingpatterns.jobs.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The shapes in which a batch function may answer, each matched to the keys; a wrong one is refused. */
final class Shapes {

    private Shapes() {}

    /**
     * Calls the batch function and gives each key of the batch its answer.
     *
     * @param <K> the key
     * @param <V> the value
     */
    @FunctionalInterface
    interface Shape<K, V> {

        void answer(Batch<K, V> batch) throws Exception;
    }

    static <K, V> Shape<K, V> mapped(BatchFunction<K, Map<K, V>> function) {
        Objects.requireNonNull(function, "function");
        return batch -> {
            Map<K, V> answers = batch.normalized(batch.notNull(function.load(batch.keys())));
            int matched = 0;
            for (int i = 0; i < batch.size(); i++) {
                V value = answers.get(batch.key(i));
                if (value != null) {
                    matched++;
                    batch.found(i, value);
                }
            }
            if (matched != answers.size()) {
                batch.refuseStrangers(answers);
            }
        };
    }

    static <K, V> Shape<K, V> results(BatchFunction<K, Map<K, KeyResult<V>>> function) {
        Objects.requireNonNull(function, "function");
        return batch -> {
            Map<K, KeyResult<V>> answers = batch.normalized(batch.notNull(function.load(batch.keys())));
            int matched = 0;
            for (int i = 0; i < batch.size(); i++) {
                KeyResult<V> result = answers.get(batch.key(i));
                if (result != null) {
                    matched++;
                    batch.result(i, result);
                }
            }
            if (matched != answers.size()) {
                batch.refuseStrangers(answers);
            }
        };
    }

    static <K, V> Shape<K, V> unique(
            BatchFunction<K, ? extends Collection<V>> function, Function<? super V, ? extends K> keyOf) {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(keyOf, "keyOf");
        return batch -> {
            Collection<V> rows = batch.notNull(function.load(batch.keys()));
            Map<K, V> byKey = new HashMap<>(capacity(rows.size()));
            Map<K, Integer> twice = new HashMap<>();
            for (V row : rows) {
                K key = keyOf(batch, row, keyOf);
                if (byKey.putIfAbsent(key, row) != null) {
                    twice.merge(key, 2, (count, ignored) -> count + 1);
                }
            }
            int matched = 0;
            for (int i = 0; i < batch.size(); i++) {
                K key = batch.key(i);
                V row = byKey.get(key);
                Integer count = twice.get(key);
                if (row != null) {
                    matched++;
                    if (count == null) {
                        batch.found(i, row);
                    } else {
                        batch.failed(
                                i,
                                batch.wrongShape("answered with " + count + " rows for key " + key
                                        + " where at most one is allowed; use grouped for one-to-many"));
                    }
                }
            }
            if (matched != byKey.size()) {
                batch.refuseStrangers(byKey);
            }
        };
    }

    static <K, V> Shape<K, List<V>> grouped(
            BatchFunction<K, ? extends Collection<V>> function, Function<? super V, ? extends K> keyOf) {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(keyOf, "keyOf");
        return batch -> {
            Collection<V> rows = batch.notNull(function.load(batch.keys()));
            Map<K, List<V>> byKey = new HashMap<>(capacity(batch.size()));
            for (V row : rows) {
                K key = keyOf(batch, row, keyOf);
                List<V> group = byKey.get(key);
                if (group == null) {
                    group = new ArrayList<>(4);
                    byKey.put(key, group);
                }
                group.add(row);
            }
            int matched = 0;
            for (int i = 0; i < batch.size(); i++) {
                List<V> group = byKey.get(batch.key(i));
                if (group != null) {
                    matched++;
                    batch.found(i, Collections.unmodifiableList(group));
                }
            }
            if (matched != byKey.size()) {
                batch.refuseStrangers(byKey);
            }
        };
    }

    private static <K, V> K keyOf(Batch<K, ?> batch, @Nullable V row, Function<? super V, ? extends K> keyOf) {
        if (row == null) {
            throw batch.wrongShape("answered with a null row");
        }
        K key = keyOf.apply(row);
        if (key == null) {
            throw batch.wrongShape("answered with a row without a key");
        }
        return batch.normal(key);
    }

    private static int capacity(int size) {
        return Math.max(16, size + size / 2);
    }
}
