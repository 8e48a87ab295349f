package dev.scalingpatterns.cache;

import java.time.Duration;

/**
 * What a cache has done since it was opened. A snapshot: the counts are read one after the other while others go on.
 *
 * @param hits reads answered by a fresh entry, those of {@link Cache#getAll} counted by key
 * @param misses reads that found nothing that may be served, by key
 * @param staleServed reads answered by an entry past its time to live, by key
 * @param coalesced misses that were answered by a load of another caller, by key
 * @param loads values and absences loaded, by key
 * @param loadFailures loads that failed, by key
 * @param loadTime the time that loaders took, failures and all; a bulk load counts once
 * @param refreshes loads in the background, begun while an entry was served
 * @param refusedFills results that were not stored, because of an invalidation during the load, or because the load
 *     took so long that another took its place, by key
 * @param backedOff reads refused without a load, because the last load of the key failed a moment ago, by key
 * @param evictions entries dropped for want of room
 * @param invalidations keys given to {@link Cache#invalidate}, {@link Cache#invalidateAll} and {@link Cache#expire},
 *     tags given to {@link Cache#invalidateTag}, and calls of {@link Cache#clear}
 */
public record CacheStats(
        long hits,
        long misses,
        long staleServed,
        long coalesced,
        long loads,
        long loadFailures,
        Duration loadTime,
        long refreshes,
        long refusedFills,
        long backedOff,
        long evictions,
        long invalidations) {

    /** The share of reads that needed no load of their own: fresh, stale or a load of another; 1 if nothing was read. */
    public double hitRatio() {
        long reads = hits + staleServed + misses;
        return reads == 0 ? 1.0 : (double) (hits + staleServed) / reads;
    }
}
