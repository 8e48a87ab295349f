package dev.scalingpatterns.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Entries, failures and flights, and the steps in which they change together.
 *
 * <p>The invariant: a flight stores only while it is the flight of its key, and every invalidation of the key ends that in
 * the step that removes the entry. The steps of one key are put in order by {@code flights.compute}; they are a few
 * instructions long and never call a loader or a listener. Flights are locked before entries, never after.
 */
final class EntryTable<K, V> {

    /** Caffeine may round the moment of a write by a second; our own comparison is the one that counts. */
    private static final long SLACK = 2_000_000_000L;

    private static final long MAXIMUM_FAILURES = 10_000;

    private final ConcurrentHashMap<K, Flight<K, V>> flights = new ConcurrentHashMap<>();
    private final com.github.benmanes.caffeine.cache.Cache<K, Entry<V>> entries;
    private final com.github.benmanes.caffeine.cache.Cache<K, Failure> failures;
    private final Invalidations invalidations;
    private final NanoTime time;
    private final Counters counters;
    private final long revalidate;
    private final long error;
    private final long backoff;
    private final boolean remembersAbsence;

    /** The time of the last change: enough for Caffeine to let go of what is long dead, and no clock is read for it. */
    private volatile long coarseTime;

    EntryTable(CacheOptions<K, V> options, Invalidations invalidations, NanoTime time, Counters counters) {
        this.invalidations = invalidations;
        this.time = time;
        this.counters = counters;
        this.revalidate = options.staleWhileRevalidate().toNanos();
        this.error = options.staleIfError().toNanos();
        this.backoff = options.failureBackoff().toNanos();
        this.remembersAbsence = !options.absentTtl().isZero();
        this.coarseTime = time.now();
        long longestLife = options.ttl().plus(options.grace()).toNanos() + SLACK;
        Caffeine<K, Entry<V>> table = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(() -> coarseTime)
                .expireAfterWrite(Duration.ofNanos(longestLife))
                .evictionListener(this::evicted);
        entries = options.weigher().isPresent()
                ? table.maximumWeight(options.maximumWeight())
                        .<K, Entry<V>>weigher((key, entry) -> entry.weight())
                        .build()
                : table.maximumSize(options.maximumEntries()).build();
        failures = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MAXIMUM_FAILURES)
                .build();
    }

    /** What is held for a key, valid or not. */
    @Nullable Entry<V> entry(K key) {
        return entries.getIfPresent(key);
    }

    /** The failure that keeps a key from being tried now. */
    @Nullable Failure failure(K key, long now) {
        Failure failure = failures.getIfPresent(key);
        return failure != null && failure.isOn(now) && !invalidations.clearedAfter(failure.version()) ? failure : null;
    }

    /**
     * The flight that a caller is to wait for: the one under way, or its own, which is then the key's.
     *
     * @param seen what the caller saw and found not good enough
     * @return null if there is something new to see
     */
    @Nullable Flight<K, V> joinOrLead(Flight<K, V> own, @Nullable Entry<V> seen) {
        Flight<K, V> underWay = flights.get(own.key());
        if (underWay != null && isJoinable(underWay)) {
            return underWay;
        }
        return flights.compute(own.key(), (key, current) -> {
            if (current != null && isJoinable(current)) {
                return current;
            }
            return hasNews(key, seen) ? null : own;
        });
    }

    /** Makes a flight the key's if there is none and nothing new to see. */
    boolean lead(Flight<K, V> own, Entry<V> seen) {
        return joinOrLead(own, seen) == own;
    }

    private boolean isJoinable(Flight<K, V> flight) {
        return !invalidations.clearedAfter(flight.version()) && !flight.isOverdue();
    }

    @SuppressWarnings("ReferenceEquality") // the very entry that was seen; equals would compare the user's values
    private boolean hasNews(K key, @Nullable Entry<V> seen) {
        long now = time.now();
        Entry<V> entry = entries.getIfPresent(key);
        return failure(key, now) != null
                || (entry != null && entry != seen && entry.isFresh(now) && invalidations.spare(entry));
    }

    /** The end of a flight that brought an entry; stores it if that is still allowed. */
    boolean fill(Flight<K, V> flight, Entry<V> entry) {
        coarseTime = time.now();
        boolean mayStore = invalidations.spare(entry);
        boolean[] stored = new boolean[1];
        flights.computeIfPresent(flight.key(), (key, current) -> {
            if (current != flight) {
                return current;
            }
            if (mayStore) {
                if (entry.value() != null || remembersAbsence) {
                    entries.put(key, entry);
                } else {
                    entries.invalidate(key); // what was there before is not there any more
                }
                failures.invalidate(key);
                stored[0] = true;
            }
            return null;
        });
        return stored[0];
    }

    /** The end of a flight that failed; the failure is remembered if the flight was still the key's. */
    void fail(Flight<K, V> flight, Throwable cause) {
        long now = time.now();
        coarseTime = now;
        flights.computeIfPresent(flight.key(), (key, current) -> {
            if (current != flight) {
                return current;
            }
            if (backoff > 0) {
                failures.put(key, new Failure(flight.version(), now + backoff, cause));
            }
            return null;
        });
    }

    /** The end of a flight that never asked the source. */
    void abandon(Flight<K, V> flight) {
        flights.remove(flight.key(), flight);
    }

    void invalidate(K key) {
        flights.compute(key, (same, current) -> {
            entries.invalidate(key);
            failures.invalidate(key);
            return null;
        });
    }

    void expire(K key) {
        long now = time.now();
        coarseTime = now;
        flights.compute(key, (same, current) -> {
            entries.asMap()
                    .computeIfPresent(
                            key, (again, entry) -> entry.value() == null ? null : entry.stale(now, revalidate, error));
            failures.invalidate(key);
            return null;
        });
    }

    /** Gives back the memory of what the {@link Invalidations} have cleared already. */
    void clear() {
        entries.invalidateAll();
        failures.invalidateAll();
    }

    /** Ends every flight for those who wait, and gives back the memory. */
    void close(Throwable closed) {
        flights.values().forEach(flight -> flight.land(Landing.failed(closed)));
        flights.clear();
        clear();
    }

    private void evicted(@Nullable K key, @Nullable Entry<V> entry, RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            counters.evictions.increment();
        }
    }
}
