package dev.scalingpatterns.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Invalidations of more than a key: tags, and everything. A counter orders them and the beginnings of loads; a load is too
 * old for what was invalidated at a later version than its own, whatever the moment its result arrives.
 *
 * <p>The stamps of tags are bounded in number. One that is dropped makes the entries that hold it invalid, and what it
 * knew lives on in the floor from which new stamps start: the price of too many tags is loads, never a stale value.
 */
final class Invalidations {

    private final AtomicLong version = new AtomicLong();
    private final AtomicLong floor = new AtomicLong();
    private final com.github.benmanes.caffeine.cache.Cache<String, TagStamp> stamps;
    private volatile long clearedAt;

    Invalidations(long maximumTags) {
        stamps = Caffeine.newBuilder()
                .maximumSize(maximumTags)
                .executor(Runnable::run)
                .evictionListener(this::retire)
                .build();
    }

    /** To be read before a load begins. */
    long version() {
        return version.get();
    }

    /** Whether nothing has invalidated what a load of this version brought. */
    boolean spare(Entry<?> entry) {
        TagStamps tags = entry.tags();
        return entry.version() >= clearedAt && (tags == null || tags.spare(entry.version()));
    }

    /** Whether everything was invalidated after this version. */
    boolean clearedAfter(long earlier) {
        return earlier < clearedAt;
    }

    /** The stamps of tags; null for none. */
    @Nullable TagStamps stamps(Set<String> tags) {
        return tags.isEmpty()
                ? null
                : new TagStamps(tags.stream()
                        .map(tag -> stamps.get(tag, unknown -> new TagStamp(floor.get())))
                        .toList());
    }

    void invalidateTag(String tag) {
        // In one step with the look-up: a stamp that is dropped in between would take this invalidation with it.
        stamps.asMap().compute(tag, (same, known) -> {
            TagStamp stamp = known == null ? new TagStamp(floor.get()) : known;
            stamp.raise(version.incrementAndGet());
            return stamp;
        });
    }

    void clear() {
        raiseClearedAt(version.incrementAndGet());
    }

    /** Nothing is valid ever again. */
    void close() {
        raiseClearedAt(Long.MAX_VALUE);
    }

    private synchronized void raiseClearedAt(long to) {
        clearedAt = Math.max(clearedAt, to);
    }

    private void retire(@Nullable String tag, @Nullable TagStamp stamp, RemovalCause cause) {
        if (stamp != null) {
            floor.accumulateAndGet(stamp.invalidatedAt(), Math::max);
            stamp.retire();
        }
    }
}
