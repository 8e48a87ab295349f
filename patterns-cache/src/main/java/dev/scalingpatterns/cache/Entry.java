package dev.scalingpatterns.cache;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a key: a value, or its absence. Immutable, so that a reader needs no lock; the moments are
 * {@link NanoTime}'s, in this order: quiet, fresh, then the two stale windows.
 *
 * @param value null if the source has none
 * @param version of the {@link Invalidations} when the load began
 * @param tags what else may invalidate it; null if nothing does, so that a hit need not look
 * @param quietUntil fresh, and no early refresh is to be thought of: all that a hit compares
 * @param spread the measured load time by beta, in nanoseconds: how far the early refresh is spread
 * @param weight what it weighs in the table
 */
record Entry<V>(
        @Nullable V value,
        long version,
        @Nullable TagStamps tags,
        long quietUntil,
        long freshUntil,
        long revalidateUntil,
        long errorUntil,
        double spread,
        int weight) {

    boolean isQuiet(long now) {
        return quietUntil - now > 0;
    }

    boolean isFresh(long now) {
        return freshUntil - now > 0;
    }

    boolean mayBeServedWhileRevalidated(long now) {
        return revalidateUntil - now > 0;
    }

    boolean mayBeServedOnError(long now) {
        return errorUntil - now > 0;
    }

    /** XFetch's dice: the closer the end and the slower the load, the likelier. */
    boolean isToBeRefreshedEarly(long now, double random) {
        return -spread * Math.log(1.0 - random) >= freshUntil - now;
    }

    /** The same, stale from now on; its stale windows begin now, unless they end earlier as it is. */
    Entry<V> stale(long now, long revalidate, long error) {
        return new Entry<>(
                value,
                version,
                tags,
                earlier(quietUntil, now),
                earlier(freshUntil, now),
                earlier(revalidateUntil, now + revalidate),
                earlier(errorUntil, now + error),
                spread,
                weight);
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }
}
