package dev.scalingpatterns.cache.mutants;

import dev.scalingpatterns.cache.Cache;
import dev.scalingpatterns.cache.CacheLoader;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An invalidation keeps a load under way from being stored, but who comes after still waits for it and is served by it. */
final class JoinOlderLoadCache extends DelegatingCache {

    private final Map<String, CompletableFuture<@Nullable String>> loads = new ConcurrentHashMap<>();

    JoinOlderLoadCache(Cache<String, String> whole) {
        super(whole);
    }

    @Override
    public @Nullable String get(String key, CacheLoader<? super String, ? extends String> loader) {
        CompletableFuture<@Nullable String> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable String> other = loads.putIfAbsent(key, mine);
        if (other != null) {
            return waitFor(other);
        }
        try {
            String value = super.get(key, loader);
            mine.complete(value);
            return value;
        } finally {
            mine.completeExceptionally(new IllegalStateException("failed"));
            loads.remove(key, mine);
        }
    }
}
