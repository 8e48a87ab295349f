package dev.scalingpatterns.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.ToIntBiFunction;
import java.util.random.RandomGenerator;

/**
 * What a {@link CacheBuilder} was told, with the defaults filled in: for implementations, which take what concerns them.
 * Immutable. What each option means is said at the builder's method of the same name.
 *
 * @param <K> the keys' type
 * @param <V> the values' type
 */
public final class CacheOptions<K, V> {

    private final String name;
    private final Duration ttl;
    private final double ttlJitter;
    private final Duration absentTtl;
    private final Duration staleWhileRevalidate;
    private final Duration staleIfError;
    private final Duration failureBackoff;
    private final double earlyRefresh;
    private final Duration loadTimeout;
    private final int maximumConcurrentLoads;
    private final long maximumEntries;
    private final long maximumWeight;
    private final Optional<ToIntBiFunction<? super K, ? super V>> weigher;
    private final Optional<BiFunction<? super K, ? super V, Set<String>>> tags;
    private final Optional<Executor> executor;
    private final CacheListener listener;
    private final InstantSource time;
    private final RandomGenerator random;

    CacheOptions(CacheBuilder<K, V> builder) {
        name = builder.name;
        ttl = builder.ttl;
        ttlJitter = builder.ttlJitter;
        absentTtl = builder.absentTtl;
        staleWhileRevalidate = builder.staleWhileRevalidate;
        staleIfError = builder.staleIfError;
        failureBackoff = builder.failureBackoff;
        earlyRefresh = builder.earlyRefresh;
        loadTimeout = builder.loadTimeout;
        maximumConcurrentLoads = builder.maximumConcurrentLoads;
        maximumEntries = builder.maximumEntries;
        maximumWeight = builder.maximumWeight;
        weigher = Optional.ofNullable(builder.weigher);
        tags = Optional.ofNullable(builder.tags);
        executor = Optional.ofNullable(builder.executor);
        listener = builder.listener;
        time = builder.time == null ? InstantSource.system() : builder.time;
        random = builder.random;
    }

    /** The cache's name. */
    public String name() {
        return name;
    }

    /** How long a value is fresh. */
    public Duration ttl() {
        return ttl;
    }

    /** By what share of itself a time to live is shortened at most. */
    public double ttlJitter() {
        return ttlJitter;
    }

    /** How long an absence is remembered, never longer than {@link #ttl}; zero: not at all. */
    public Duration absentTtl() {
        return absentTtl.compareTo(ttl) < 0 ? absentTtl : ttl;
    }

    /** How long after its time to live a value is served while it is loaded anew. */
    public Duration staleWhileRevalidate() {
        return staleWhileRevalidate;
    }

    /** How long after its time to live a value is served when its load fails. */
    public Duration staleIfError() {
        return staleIfError;
    }

    /** How long a value is kept after its time to live: the longer of the two above. */
    public Duration grace() {
        return staleWhileRevalidate.compareTo(staleIfError) > 0 ? staleWhileRevalidate : staleIfError;
    }

    /** How long a key whose load failed is not tried again. */
    public Duration failureBackoff() {
        return failureBackoff;
    }

    /** The factor beta of the early refresh; zero: none. */
    public double earlyRefresh() {
        return earlyRefresh;
    }

    /** How long a load, and the wait for one, may take. */
    public Duration loadTimeout() {
        return loadTimeout;
    }

    /** How many loads may run at once. */
    public int maximumConcurrentLoads() {
        return maximumConcurrentLoads;
    }

    /** How many entries are held in memory; not used where there is a weigher. */
    public long maximumEntries() {
        return maximumEntries;
    }

    /** What the entries in memory may weigh in all; used where there is a weigher. */
    public long maximumWeight() {
        return maximumWeight;
    }

    /** What an entry weighs; empty where entries are counted. */
    public Optional<ToIntBiFunction<? super K, ? super V>> weigher() {
        return weigher;
    }

    /** The tags of a value; empty where there are none. */
    public Optional<BiFunction<? super K, ? super V, Set<String>>> tags() {
        return tags;
    }

    /** Where loads run that no caller runs; empty where the cache brings its own. */
    public Optional<Executor> executor() {
        return executor;
    }

    /** Who hears what happens. */
    public CacheListener listener() {
        return listener;
    }

    /** The clock; {@link InstantSource#system} stands for the JVM's monotonic clock. */
    public InstantSource time() {
        return time;
    }

    /** Where jitter and early refresh take their chance from. */
    public RandomGenerator random() {
        return random;
    }
}
