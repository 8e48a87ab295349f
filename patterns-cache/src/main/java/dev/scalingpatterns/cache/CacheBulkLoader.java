package dev.scalingpatterns.cache;

import java.util.Map;
import java.util.Set;

/**
 * Reads many values from the source of truth in one go. Where and when it runs is said at {@link CacheLoader}.
 *
 * @param <K> the keys' type
 * @param <V> the values' type
 */
@FunctionalInterface
public interface CacheBulkLoader<K, V> {

    /**
     * Loads the values of several keys.
     *
     * @param keys the keys to load, in the order in which they were asked for, at least one; cannot be changed
     * @return the values found; a key without one is absent; keys that were not asked for are ignored
     * @throws BulkLoadException if some keys can be answered and others cannot: what it holds is used, key by key
     * @throws Exception if the source cannot say anything: every key fails
     */
    Map<K, V> loadAll(Set<K> keys) throws Exception;
}
