package dev.scalingpatterns.cache.mutants;

import dev.scalingpatterns.cache.Cache;
import dev.scalingpatterns.cache.CacheLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A tag drops the keys that are held when it is invalidated, as an index of tags does; loads under way are forgotten. */
final class ForgetfulTagCache extends DelegatingCache {

    private final Set<String> keys = ConcurrentHashMap.newKeySet();

    ForgetfulTagCache(Cache<String, String> whole) {
        super(whole);
    }

    @Override
    public @Nullable String get(String key, CacheLoader<? super String, ? extends String> loader) {
        String value = super.get(key, loader);
        keys.add(key);
        return value;
    }

    @Override
    public void invalidateTag(String tag) {
        keys.removeIf(key -> {
            super.invalidate(key);
            return true;
        });
    }
}
