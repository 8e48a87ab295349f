package dev.scalingpatterns.cache.mutants;

import dev.scalingpatterns.cache.Cache;
import dev.scalingpatterns.cache.CacheLoader;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One load per key, and an invalidation even parts who comes after from a load that began before; but what that load brings
 * is stored without asking whether it still may be.
 */
final class StaleSetCache extends DelegatingCache {

    private final Map<String, String> values = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<@Nullable String>> loads = new ConcurrentHashMap<>();

    StaleSetCache(Cache<String, String> whole) {
        super(whole);
    }

    @Override
    public @Nullable String get(String key, CacheLoader<? super String, ? extends String> loader) {
        String value = values.get(key);
        if (value != null) {
            return value;
        }
        CompletableFuture<@Nullable String> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable String> other = loads.putIfAbsent(key, mine);
        if (other != null) {
            return waitFor(other);
        }
        try {
            value = load(loader, key);
            if (value != null) {
                values.put(key, value);
            }
            mine.complete(value);
            return value;
        } finally {
            mine.completeExceptionally(new IllegalStateException("failed"));
            loads.remove(key, mine);
        }
    }

    @Override
    public @Nullable String getIfPresent(String key) {
        return values.get(key);
    }

    @Override
    public void invalidate(String key) {
        loads.remove(key);
        values.remove(key);
    }
}
