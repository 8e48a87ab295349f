package dev.scalingpatterns.cache;

import dev.scalingpatterns.core.internal.Listeners;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache in this process's memory, on Caffeine, which holds the entries and chooses what to drop. A read goes from the hit
 * here to {@link KeyRead} (what may be served), {@link Reads} (waiting), {@link Loads} (the loader) and back through
 * {@link EntryTable} (what may be stored).
 */
final class InMemoryCache<K, V> implements Cache<K, V> {

    private static final long LEAST_TAGS = 1 << 16;

    private final String name;
    private final NanoTime time;
    private final Counters counters = new Counters();
    private final Invalidations invalidations;
    private final EntryTable<K, V> table;
    private final ReadContext<K, V> context;
    private final Loads<K, V> loads;
    private final Reads<K, V> reads;
    private final @Nullable Workers workers;
    private final AtomicBoolean closed = new AtomicBoolean();

    InMemoryCache(CacheOptions<K, V> options) {
        name = options.name();
        time = NanoTime.of(options.time());
        invalidations = new Invalidations(Math.max(LEAST_TAGS, 8 * Math.min(options.maximumEntries(), 1 << 20)));
        table = new EntryTable<>(options, invalidations, time, counters);
        Listeners<CacheListener> listener = new Listeners<>(options.listener());
        context = new ReadContext<>(
                name,
                table,
                invalidations,
                time,
                options.random(),
                options.loadTimeout().toNanos(),
                counters,
                listener);
        Bulkhead bulkhead = new Bulkhead(options.maximumConcurrentLoads());
        loads = new Loads<>(context, new EntryFactory<>(options, invalidations), bulkhead);
        Executor given = options.executor().orElse(null);
        workers = given == null ? new Workers(name, options.maximumConcurrentLoads()) : null;
        reads = new Reads<>(name, loads, bulkhead, given == null ? Objects.requireNonNull(workers) : given);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable V get(K key, CacheLoader<? super K, ? extends V> loader) {
        Objects.requireNonNull(loader, "loader");
        Entry<V> entry = table.entry(Objects.requireNonNull(key, "key"));
        if (entry != null && isHit(entry)) {
            counters.hits.increment();
            return entry.value();
        }
        return load(key, loader);
    }

    @Override
    public @Nullable V getIfPresent(K key) {
        Entry<V> entry = table.entry(Objects.requireNonNull(key, "key"));
        if (entry != null && entry.isFresh(time.now()) && invalidations.spare(entry)) {
            counters.hits.increment();
            return entry.value();
        }
        requireOpen();
        counters.misses.increment();
        return null;
    }

    private @Nullable V load(K key, CacheLoader<? super K, ? extends V> loader) {
        requireOpen();
        KeyRead<K, V> read = new KeyRead<>(context, key);
        reads.now(List.of(read), loads.each(loader));
        return answer(read);
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys, CacheBulkLoader<K, V> loader) {
        Objects.requireNonNull(loader, "loader");
        List<KeyRead<K, V>> each = eachOf(keys);
        requireOpen();
        reads.now(each, loads.together(loader));
        return answers(each);
    }

    @Override
    public CompletableFuture<@Nullable V> getAsync(K key, CacheLoader<? super K, ? extends V> loader) {
        Objects.requireNonNull(loader, "loader");
        Objects.requireNonNull(key, "key");
        requireOpen();
        KeyRead<K, V> read = new KeyRead<>(context, key);
        return when(reads.later(List.of(read), loads.each(loader)), () -> answer(read));
    }

    @Override
    public CompletableFuture<Map<K, V>> getAllAsync(Collection<? extends K> keys, CacheBulkLoader<K, V> loader) {
        Objects.requireNonNull(loader, "loader");
        List<KeyRead<K, V>> each = eachOf(keys);
        requireOpen();
        return when(reads.later(each, loads.together(loader)), () -> answers(each));
    }

    /** A future of the caller's own, which fails with the failure itself and not with a wrapper. */
    private static <R extends @Nullable Object> CompletableFuture<R> when(
            CompletableFuture<Void> ended, Supplier<R> answer) {
        CompletableFuture<R> future = new CompletableFuture<>();
        var unused = ended.whenComplete((done, broken) -> {
            try {
                if (broken == null) {
                    future.complete(answer.get());
                } else {
                    future.completeExceptionally(cause(broken));
                }
            } catch (Throwable failure) {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    @Override
    public void invalidate(K key) {
        Objects.requireNonNull(key, "key");
        requireOpen();
        table.invalidate(key);
        counters.invalidations.increment();
    }

    @Override
    public void invalidateAll(Collection<? extends K> keys) {
        Set<K> each = distinct(keys);
        requireOpen();
        each.forEach(this::invalidate);
    }

    @Override
    public void invalidateTag(String tag) {
        if (Objects.requireNonNull(tag, "tag").isEmpty()) {
            throw new IllegalArgumentException("a tag is not empty");
        }
        requireOpen();
        invalidations.invalidateTag(tag);
        counters.invalidations.increment();
    }

    @Override
    public void clear() {
        requireOpen();
        invalidations.clear();
        table.clear();
        counters.invalidations.increment();
    }

    @Override
    public void expire(K key) {
        Objects.requireNonNull(key, "key");
        requireOpen();
        table.expire(key);
        counters.invalidations.increment();
    }

    @Override
    public CacheStats stats() {
        return counters.snapshot();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            // From here on no entry is a hit, so that the hit itself need not ask whether the cache is closed.
            invalidations.close();
            if (workers != null) {
                workers.close();
            }
            table.close(closedException());
        }
    }

    /** All that a hit costs beside Caffeine's look-up: one reading of the clock and two comparisons. */
    private boolean isHit(Entry<V> entry) {
        return entry.isQuiet(time.now()) && invalidations.spare(entry);
    }

    private void requireOpen() {
        if (closed.get()) {
            throw closedException();
        }
    }

    private IllegalStateException closedException() {
        return new IllegalStateException("the cache '" + name + "' is closed");
    }

    private List<KeyRead<K, V>> eachOf(Collection<? extends K> keys) {
        List<KeyRead<K, V>> each = new ArrayList<>();
        for (K key : distinct(keys)) {
            each.add(new KeyRead<>(context, key));
        }
        return each;
    }

    private Set<K> distinct(Collection<? extends K> keys) {
        Set<K> distinct = new LinkedHashSet<>();
        for (K key : Objects.requireNonNull(keys, "keys")) {
            distinct.add(Objects.requireNonNull(key, "a key"));
        }
        return distinct;
    }

    private @Nullable V answer(KeyRead<K, V> read) {
        Throwable failure = read.failure();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return read.value();
    }

    private Map<K, V> answers(List<KeyRead<K, V>> each) {
        Map<K, V> values = new LinkedHashMap<>();
        Map<K, Throwable> failures = new LinkedHashMap<>();
        for (KeyRead<K, V> read : each) {
            Throwable failure = read.failure();
            V value = read.value();
            if (failure != null) {
                failures.put(read.key(), failure);
            } else if (value != null) {
                values.put(read.key(), value);
            }
        }
        if (!failures.isEmpty()) {
            throw new BulkLoadException(values, failures);
        }
        return Collections.unmodifiableMap(values);
    }

    private static Throwable cause(Throwable broken) {
        return broken instanceof CompletionException && broken.getCause() != null ? broken.getCause() : broken;
    }
}
