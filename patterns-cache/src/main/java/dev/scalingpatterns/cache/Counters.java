package dev.scalingpatterns.cache;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** The counts behind {@link CacheStats}, each striped so that counting a hit makes no thread wait. */
final class Counters {

    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder staleServed = new LongAdder();
    final LongAdder coalesced = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder loadNanos = new LongAdder();
    final LongAdder refreshes = new LongAdder();
    final LongAdder refusedFills = new LongAdder();
    final LongAdder backedOff = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder invalidations = new LongAdder();

    CacheStats snapshot() {
        return new CacheStats(
                hits.sum(),
                misses.sum(),
                staleServed.sum(),
                coalesced.sum(),
                loads.sum(),
                loadFailures.sum(),
                Duration.ofNanos(loadNanos.sum()),
                refreshes.sum(),
                refusedFills.sum(),
                backedOff.sum(),
                evictions.sum(),
                invalidations.sum());
    }
}
