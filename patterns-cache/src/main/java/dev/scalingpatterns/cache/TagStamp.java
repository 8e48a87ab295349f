package dev.scalingpatterns.cache;

import java.util.concurrent.atomic.AtomicLong;

/** When a tag was last invalidated, as a version of the {@link Invalidations}. Entries hold it, so a hit looks nothing up. */
final class TagStamp {

    private final AtomicLong invalidatedAt;

    TagStamp(long invalidatedAt) {
        this.invalidatedAt = new AtomicLong(invalidatedAt);
    }

    long invalidatedAt() {
        return invalidatedAt.get();
    }

    void raise(long version) {
        invalidatedAt.accumulateAndGet(version, Math::max);
    }

    /** Nobody will tell this stamp of invalidations any more, so what relies on it must not be served. */
    void retire() {
        invalidatedAt.set(Long.MAX_VALUE);
    }
}
