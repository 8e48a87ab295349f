package dev.scalingpatterns.cache;

import dev.scalingpatterns.core.internal.Listeners;
import java.util.random.RandomGenerator;

/** What every {@link KeyRead} of a cache needs to know. */
record ReadContext<K, V>(
        String name,
        EntryTable<K, V> table,
        Invalidations invalidations,
        NanoTime time,
        RandomGenerator random,
        long timeout,
        Counters counters,
        Listeners<CacheListener> listener) {

    void servedStale() {
        counters.staleServed.increment();
        listener.tell(l -> l.onStaleServed(name));
    }
}
