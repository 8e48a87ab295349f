package dev.scalingpatterns.cache.mutants;

import dev.scalingpatterns.cache.Cache;
import dev.scalingpatterns.cache.CacheLoader;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Looks, loads, puts: what most code does. Every caller of a cold key loads. */
final class GetThenSetCache extends DelegatingCache {

    private final Map<String, String> values = new ConcurrentHashMap<>();

    GetThenSetCache(Cache<String, String> whole) {
        super(whole);
    }

    @Override
    public @Nullable String get(String key, CacheLoader<? super String, ? extends String> loader) {
        String value = values.get(key);
        if (value == null) {
            value = load(loader, key);
            if (value != null) {
                values.put(key, value);
            }
        }
        return value;
    }

    @Override
    public @Nullable String getIfPresent(String key) {
        return values.get(key);
    }

    @Override
    public void invalidate(String key) {
        values.remove(key);
    }
}
