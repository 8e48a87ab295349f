package dev.scalingpatterns.cache;

import org.jspecify.annotations.Nullable;

/** How a {@link Flight} ended: with an entry, or with a failure. */
record Landing<V>(@Nullable Entry<V> entry, @Nullable Throwable failure) {

    static <V> Landing<V> of(Entry<V> entry) {
        return new Landing<>(entry, null);
    }

    static <V> Landing<V> failed(Throwable failure) {
        return new Landing<>(null, failure);
    }
}
