package dev.scalingpatterns.cache.mutants;

import dev.scalingpatterns.cache.Cache;
import dev.scalingpatterns.cache.CacheBulkLoader;
import dev.scalingpatterns.cache.CacheLoader;
import dev.scalingpatterns.cache.CacheStats;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A whole cache, of which a mutant breaks a part. */
abstract class DelegatingCache implements Cache<String, String> {

    private final Cache<String, String> whole;

    DelegatingCache(Cache<String, String> whole) {
        this.whole = whole;
    }

    @Override
    public String name() {
        return whole.name();
    }

    @Override
    public @Nullable String get(String key, CacheLoader<? super String, ? extends String> loader) {
        return whole.get(key, loader);
    }

    @Override
    public Map<String, String> getAll(Collection<? extends String> keys, CacheBulkLoader<String, String> loader) {
        return whole.getAll(keys, loader);
    }

    @Override
    public CompletableFuture<@Nullable String> getAsync(
            String key, CacheLoader<? super String, ? extends String> loader) {
        return whole.getAsync(key, loader);
    }

    @Override
    public CompletableFuture<Map<String, String>> getAllAsync(
            Collection<? extends String> keys, CacheBulkLoader<String, String> loader) {
        return whole.getAllAsync(keys, loader);
    }

    @Override
    public @Nullable String getIfPresent(String key) {
        return whole.getIfPresent(key);
    }

    @Override
    public void invalidate(String key) {
        whole.invalidate(key);
    }

    @Override
    public void invalidateAll(Collection<? extends String> keys) {
        whole.invalidateAll(keys);
    }

    @Override
    public void invalidateTag(String tag) {
        whole.invalidateTag(tag);
    }

    @Override
    public void clear() {
        whole.clear();
    }

    @Override
    public void expire(String key) {
        whole.expire(key);
    }

    @Override
    public CacheStats stats() {
        return whole.stats();
    }

    @Override
    public void close() {
        whole.close();
    }

    /** Runs a loader, for mutants that bring their own bookkeeping. */
    static @Nullable String load(CacheLoader<? super String, ? extends String> loader, String key) {
        try {
            return loader.load(key);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits a moment for another's load: the suites' own patience would make each rejection take long. */
    static @Nullable String waitFor(CompletableFuture<@Nullable String> load) {
        try {
            return load.get(500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
