package dev.scalingpatterns.cache.mutants;

import dev.scalingpatterns.cache.Cache;
import dev.scalingpatterns.cache.CacheLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Loads within {@code computeIfAbsent}: a load locks the keys beside its own, and one that hangs does so for good. */
final class WedgingCache extends DelegatingCache {

    private final ConcurrentHashMap<String, Object> locks = new ConcurrentHashMap<>();

    WedgingCache(Cache<String, String> whole) {
        super(whole);
    }

    @Override
    public @Nullable String get(String key, CacheLoader<? super String, ? extends String> loader) {
        String[] value = new String[1];
        locks.computeIfAbsent(key, same -> {
            value[0] = super.get(key, loader);
            return key;
        });
        locks.remove(key);
        return value[0];
    }
}
