package dev.scalingpatterns.cache;

import org.jspecify.annotations.Nullable;

/**
 * How a {@link Flight} ended: with an entry, or with a failure.
 *
 * @param isOwn whether the failure is that of the one who led: it was interrupted, which says nothing of the source
 */
record Landing<V>(@Nullable Entry<V> entry, @Nullable Throwable failure, boolean isOwn) {

    static <V> Landing<V> of(Entry<V> entry) {
        return new Landing<>(entry, null, false);
    }

    static <V> Landing<V> failed(Throwable failure) {
        return new Landing<>(null, failure, false);
    }

    static <V> Landing<V> interrupted(Throwable failure) {
        return new Landing<>(null, failure, true);
    }
}
