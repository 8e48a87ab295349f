package dev.scalingpatterns.cache.mutants;

import dev.scalingpatterns.cache.Cache;
import dev.scalingpatterns.cache.CacheLoader;
import org.jspecify.annotations.Nullable;

/** A source that cannot say is taken for one that says no. */
final class FailureIsAbsenceCache extends DelegatingCache {

    FailureIsAbsenceCache(Cache<String, String> whole) {
        super(whole);
    }

    @Override
    public @Nullable String get(String key, CacheLoader<? super String, ? extends String> loader) {
        return super.get(key, same -> {
            try {
                return loader.load(same);
            } catch (Exception e) {
                return null;
            }
        });
    }
}
