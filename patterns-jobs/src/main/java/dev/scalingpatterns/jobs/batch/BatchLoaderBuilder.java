package dev.scalingpatterns.jobs.batch;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sets up a {@link BatchLoader}; each setting is checked where it is set, and each default is the safe one. Not
 * thread-safe; the loaders are.
 */
public final class BatchLoaderBuilder {

    private static final StackWalker STACK = StackWalker.getInstance();

    final String name;
    int maxBatchSize = 1_000;
    int maxKeys = 100_000;
    boolean cache = true;
    boolean cacheFailures;
    boolean bisectFailures;
    boolean requireScope;

    @Nullable UnaryOperator<Object> normalizer;

    BatchListener listener = new BatchListener() {};

    BatchLoaderBuilder(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a batch loader must not be blank");
        }
        this.name = name;
    }

    static BatchLoaderBuilder unnamed() {
        return new BatchLoaderBuilder(STACK.walk(frames -> frames.dropWhile(
                        frame -> frame.getClassName().startsWith(BatchLoader.class.getName()))
                .findFirst()
                .map(frame -> simpleName(frame.getClassName()) + ":" + frame.getLineNumber())
                .orElse("unnamed")));
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /**
     * The most keys of one call of the batch function; more are split over several. Default: 1,000.
     *
     * @throws IllegalArgumentException if not positive
     */
    public BatchLoaderBuilder maxBatchSize(int maxBatchSize) {
        this.maxBatchSize = positive("maxBatchSize", maxBatchSize);
        return this;
    }

    /**
     * The most keys that one scope holds for the loader; one more is refused with {@link IllegalStateException}. Default:
     * 100,000.
     *
     * @throws IllegalArgumentException if not positive
     */
    public BatchLoaderBuilder maxKeys(int maxKeys) {
        this.maxKeys = positive("maxKeys", maxKeys);
        return this;
    }

    /**
     * Whether a scope keeps what it has loaded. Default: true. Without, the loads that wait for the same batch still
     * share a key.
     */
    public BatchLoaderBuilder cache(boolean cache) {
        this.cache = cache;
        return this;
    }

    /** Whether a scope keeps failures too. Default: false: the next load of the key tries again. */
    public BatchLoaderBuilder cacheFailures(boolean cacheFailures) {
        this.cacheFailures = cacheFailures;
        return this;
    }

    /**
     * Whether a batch whose function throws is split in two, and again, to find the bad keys. Default: false. At most
     * {@code 4 · (log2(n) + 1)} more calls for n keys, after which what is left fails together; so the function must bear
     * being called again.
     */
    public BatchLoaderBuilder bisectFailures(boolean bisectFailures) {
        this.bisectFailures = bisectFailures;
        return this;
    }

    /** Whether a load outside any scope is refused instead of going alone. Default: false. */
    public BatchLoaderBuilder requireScope(boolean requireScope) {
        this.requireScope = requireScope;
        return this;
    }

    /**
     * Makes keys that mean the same equal, for example {@code String::strip} or lower case. The batch function is given
     * normal keys, and the keys of its answer are made normal. Default: none.
     *
     * @param type the class of the keys
     */
    public <K> BatchLoaderBuilder normalize(Class<K> type, UnaryOperator<K> normalizer) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(normalizer, "normalizer");
        this.normalizer = key -> normalizer.apply(type.cast(key));
        return this;
    }

    /** Hears what the loader does. Default: nobody. */
    public BatchLoaderBuilder listener(BatchListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /** A loader whose function answers with a map; see {@link BatchLoader#mapped}. */
    public <K, V> BatchLoader<K, V> mapped(BatchFunction<K, Map<K, V>> function) {
        return new LoaderDefinition<>(this, Shapes.mapped(function), null);
    }

    /** A loader whose function answers with at most one row per key; see {@link BatchLoader#unique}. */
    public <K, V> BatchLoader<K, V> unique(
            BatchFunction<K, ? extends Collection<V>> function, Function<? super V, ? extends K> keyOf) {
        return new LoaderDefinition<>(this, Shapes.unique(function, keyOf), null);
    }

    /** A loader whose function answers with any number of rows per key; see {@link BatchLoader#grouped}. */
    public <K, V> BatchLoader<K, List<V>> grouped(
            BatchFunction<K, ? extends Collection<V>> function, Function<? super V, ? extends K> keyOf) {
        return new LoaderDefinition<>(this, Shapes.grouped(function, keyOf), List.of());
    }

    /** A loader whose function tells for each key what became of it; see {@link BatchLoader#results}. */
    public <K, V> BatchLoader<K, V> results(BatchFunction<K, Map<K, KeyResult<V>>> function) {
        return new LoaderDefinition<>(this, Shapes.results(function), null);
    }

    private static int positive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be positive, not " + value);
        }
        return value;
    }
}
