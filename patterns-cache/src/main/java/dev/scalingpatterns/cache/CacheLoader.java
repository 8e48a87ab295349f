package dev.scalingpatterns.cache;

import org.jspecify.annotations.Nullable;

/**
 * Reads one value from the source of truth, on a miss.
 *
 * <p>It runs in the caller's thread for {@link Cache#get}, and on the cache's executor for {@link Cache#getAsync} and
 * for a refresh in the background. With {@link CacheBuilder#staleWhileRevalidate} or {@link CacheBuilder#earlyRefresh}
 * it may therefore run after the call that passed it has returned: it must not use what is bound to that request, an
 * open connection for example. It should begin its read when it is called, never use what was read before.
 *
 * @param <K> the keys' type
 * @param <V> the values' type
 */
@FunctionalInterface
public interface CacheLoader<K, V> {

    /**
     * Loads the value of a key.
     *
     * @return the value; {@code null} says that the source has none, which is an answer and no failure
     * @throws Exception if the source cannot say
     */
    @Nullable V load(K key) throws Exception;
}
