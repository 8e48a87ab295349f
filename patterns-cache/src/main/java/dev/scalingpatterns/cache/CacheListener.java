package dev.scalingpatterns.cache;

import java.time.Duration;

/**
 * Hears what a cache does, for metrics and logs. Every method does nothing unless it is overridden; hits are not told
 * one by one, they are counted in {@link CacheStats}.
 *
 * <p>Called in the thread that does the work, so it must be fast and safe for use by many threads; what it throws harms
 * nobody. It is given the cache's name, never a key.
 */
public interface CacheListener {

    /** Hears nothing. */
    CacheListener NONE = new CacheListener() {};

    /**
     * A loader has answered.
     *
     * @param cache the cache's name
     * @param keys how many keys it was asked for; 1 unless it is a bulk load
     * @param took how long it took
     */
    default void onLoad(String cache, int keys, Duration took) {}

    /**
     * A loader has thrown.
     *
     * @param cache the cache's name
     * @param keys how many keys failed
     * @param took how long it took
     * @param failure what it threw
     */
    default void onLoadFailure(String cache, int keys, Duration took, Throwable failure) {}

    /** An entry past its time to live was served. */
    default void onStaleServed(String cache) {}

    /** A loaded value was given to its callers but not stored: an invalidation came while it was loaded. */
    default void onRefusedFill(String cache) {}

    /** A load was not begun: as many as are allowed were running for all the time it waited. */
    default void onLoadRejected(String cache) {}
}
