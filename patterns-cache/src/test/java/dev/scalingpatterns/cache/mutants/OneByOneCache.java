package dev.scalingpatterns.cache.mutants;

import dev.scalingpatterns.cache.Cache;
import dev.scalingpatterns.cache.CacheBulkLoader;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads many keys with a load each. */
final class OneByOneCache extends DelegatingCache {

    OneByOneCache(Cache<String, String> whole) {
        super(whole);
    }

    @Override
    public Map<String, String> getAll(Collection<? extends String> keys, CacheBulkLoader<String, String> loader) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : keys) {
            String value = get(key, same -> loader.loadAll(Set.of(same)).get(same));
            if (value != null) {
                values.put(key, value);
            }
        }
        return values;
    }
}
