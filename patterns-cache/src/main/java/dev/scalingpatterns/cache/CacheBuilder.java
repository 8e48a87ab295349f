package dev.scalingpatterns.cache;

import dev.scalingpatterns.core.Backends;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.ToIntBiFunction;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Cache}. Each value is checked where it is given; a duration that may be zero is switched off by it.
 * For use by one thread.
 *
 * @param <K> the keys' type
 * @param <V> the values' type
 */
public final class CacheBuilder<K, V> {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Duration LONGEST = Duration.ofDays(365);

    final String name;
    Duration ttl = Duration.ofMinutes(5);
    double ttlJitter = 0.1;
    Duration absentTtl = Duration.ofSeconds(10);
    Duration staleWhileRevalidate = Duration.ZERO;
    Duration staleIfError = Duration.ZERO;
    Duration failureBackoff = Duration.ofSeconds(1);
    double earlyRefresh;
    Duration loadTimeout = Duration.ofSeconds(10);
    int maximumConcurrentLoads = 64;
    long maximumEntries = 10_000;
    long maximumWeight;

    @Nullable ToIntBiFunction<? super K, ? super V> weigher;

    @Nullable BiFunction<? super K, ? super V, Set<String>> tags;

    @Nullable Executor executor;

    CacheListener listener = CacheListener.NONE;

    @Nullable InstantSource time;

    RandomGenerator random = (RandomGenerator) () -> ThreadLocalRandom.current().nextLong();

    CacheBuilder(String name) {
        Objects.requireNonNull(name, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name '" + name + "' of a cache is not allowed: a letter, then letters,"
                            + " digits and hyphens, all lower case, at most 63");
        }
        this.name = name;
    }

    /** A builder of its own, told the same. */
    CacheBuilder<K, V> copy() {
        CacheBuilder<K, V> copy = new CacheBuilder<>(name);
        copy.ttl = ttl;
        copy.ttlJitter = ttlJitter;
        copy.absentTtl = absentTtl;
        copy.staleWhileRevalidate = staleWhileRevalidate;
        copy.staleIfError = staleIfError;
        copy.failureBackoff = failureBackoff;
        copy.earlyRefresh = earlyRefresh;
        copy.loadTimeout = loadTimeout;
        copy.maximumConcurrentLoads = maximumConcurrentLoads;
        copy.maximumEntries = maximumEntries;
        copy.maximumWeight = maximumWeight;
        copy.weigher = weigher;
        copy.tags = tags;
        copy.executor = executor;
        copy.listener = listener;
        copy.time = time;
        copy.random = random;
        return copy;
    }

    /**
     * How long a value is fresh, from the end of its load. Default: 5 minutes.
     *
     * @throws IllegalArgumentException if it is not positive, or over 365 days
     */
    public CacheBuilder<K, V> ttl(Duration ttl) {
        this.ttl = positive("ttl", ttl);
        return this;
    }

    /**
     * By what share of itself each time to live is shortened at most, at random, so that what was loaded together does
     * not end together. Default: 0.1.
     *
     * @throws IllegalArgumentException if it is not from 0 to 0.9
     */
    public CacheBuilder<K, V> ttlJitter(double share) {
        if (!(share >= 0 && share <= 0.9)) {
            throw new IllegalArgumentException("ttlJitter is a share from 0 to 0.9, not " + share);
        }
        this.ttlJitter = share;
        return this;
    }

    /**
     * How long an absence is remembered: a loader that returned {@code null}. Never longer than {@link #ttl}; zero: not
     * at all. Default: 10 seconds. It has neither jitter nor a stale life.
     *
     * @throws IllegalArgumentException if it is negative, or over 365 days
     */
    public CacheBuilder<K, V> absentTtl(Duration absentTtl) {
        this.absentTtl = notNegative("absentTtl", absentTtl);
        return this;
    }

    /**
     * How long after its time to live a value is still served at once, while it is loaded anew in the background
     * (RFC 5861). Default: zero, a value past its time to live is loaded before it is served.
     *
     * @throws IllegalArgumentException if it is negative, or over 365 days
     */
    public CacheBuilder<K, V> staleWhileRevalidate(Duration window) {
        this.staleWhileRevalidate = notNegative("staleWhileRevalidate", window);
        return this;
    }

    /**
     * How long after its time to live a value is still served when its load fails, does not end in time or finds no place
     * (RFC 5861). Default: zero, the failure is the caller's.
     *
     * @throws IllegalArgumentException if it is negative, or over 365 days
     */
    public CacheBuilder<K, V> staleIfError(Duration window) {
        this.staleIfError = notNegative("staleIfError", window);
        return this;
    }

    /**
     * How long a key whose load failed is not tried again, so that a source in trouble is not asked by every caller in
     * turn. Default: 1 second; zero: every call tries.
     *
     * @throws IllegalArgumentException if it is negative, or over 365 days
     */
    public CacheBuilder<K, V> failureBackoff(Duration backoff) {
        this.failureBackoff = notNegative("failureBackoff", backoff);
        return this;
    }

    /**
     * Loads hot values anew in the background shortly before their time to live is over, so that nobody waits: earlier, the
     * longer the load takes, and at random, so that few do it. The factor is beta of XFetch (Vattani, Chierichetti,
     * Lowenstein: Optimal Probabilistic Cache Stampede Prevention, VLDB 2015); 1 is the paper's choice, more is earlier.
     * Default: 0, none, because it runs loaders after their call has returned (see {@link CacheLoader}).
     *
     * @throws IllegalArgumentException if it is not from 0 to 100
     */
    public CacheBuilder<K, V> earlyRefresh(double beta) {
        if (!(beta >= 0 && beta <= 100)) {
            throw new IllegalArgumentException("earlyRefresh is a factor from 0 to 100, not " + beta);
        }
        this.earlyRefresh = beta;
        return this;
    }

    /**
     * How long a load may keep others from trying, and how long a caller waits at most for another's load or for a place
     * among the concurrent ones. The loader itself is not interrupted: give the source a time-out of its own. In real
     * time, whatever {@link #time} says. Default: 10 seconds.
     *
     * @throws IllegalArgumentException if it is not positive, or over 365 days
     */
    public CacheBuilder<K, V> loadTimeout(Duration timeout) {
        this.loadTimeout = positive("loadTimeout", timeout);
        return this;
    }

    /**
     * How many loads may run at once in this process, a bulk load counting as one: the bulkhead before the source. A load
     * that begins within another's loader takes no place of its own. Default: 64.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public CacheBuilder<K, V> maximumConcurrentLoads(int loads) {
        if (loads < 1) {
            throw new IllegalArgumentException("maximumConcurrentLoads is at least 1, not " + loads);
        }
        this.maximumConcurrentLoads = loads;
        return this;
    }

    /**
     * How many entries are held in memory; those less used are dropped first. Default: 10,000.
     *
     * @throws IllegalArgumentException if it is less than 1
     * @throws IllegalStateException if a maximum weight is set
     */
    public CacheBuilder<K, V> maximumEntries(long entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("maximumEntries is at least 1, not " + entries);
        }
        if (weigher != null) {
            throw new IllegalStateException("the cache is bounded by maximumWeight already: choose one of the two");
        }
        this.maximumEntries = entries;
        return this;
    }

    /**
     * Bounds memory by weight instead of by {@link #maximumEntries}. A known absence weighs a thousandth of the maximum, at
     * least 1 and at most 64. Default: not set.
     *
     * @param weight the weight of all entries
     * @param weigher the weight of one, not negative; called once per load; what it throws fails the load
     * @throws IllegalArgumentException if the weight is less than 1
     */
    public CacheBuilder<K, V> maximumWeight(long weight, ToIntBiFunction<? super K, ? super V> weigher) {
        if (weight < 1) {
            throw new IllegalArgumentException("maximumWeight is at least 1, not " + weight);
        }
        this.weigher = Objects.requireNonNull(weigher, "weigher");
        this.maximumWeight = weight;
        return this;
    }

    /**
     * The tags of a value, by which {@link Cache#invalidateTag} drops it. Called once per load; what it throws fails the
     * load. Default: none.
     */
    public CacheBuilder<K, V> tags(BiFunction<? super K, ? super V, Set<String>> tags) {
        this.tags = Objects.requireNonNull(tags, "tags");
        return this;
    }

    /**
     * Where loaders run that no caller runs itself: those of {@link Cache#getAsync} and {@link Cache#getAllAsync}, and
     * refreshes in the background. It is not closed with the cache. Default: the cache's own daemon threads, named
     * {@code patterns-cache-} and its name, as many as there may be concurrent loads, begun when needed, ended when idle.
     */
    public CacheBuilder<K, V> executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /** Who hears what happens. Default: nobody. */
    public CacheBuilder<K, V> listener(CacheListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * The clock that times to live are measured by. Default: {@link InstantSource#system}, which here means the JVM's
     * monotonic clock ({@link System#nanoTime}): no change of the wall clock moves an expiry.
     */
    public CacheBuilder<K, V> time(InstantSource time) {
        this.time = Objects.requireNonNull(time, "time");
        return this;
    }

    /** Where jitter and early refresh take their chance from; safe for use by many threads. Default: a random one. */
    public CacheBuilder<K, V> random(RandomGenerator random) {
        this.random = Objects.requireNonNull(random, "random");
        return this;
    }

    /**
     * Opens the cache on backends, which close it. What is configured counts before what was set here: the keys
     * {@code patterns.cache.<name>.<option>}, and for every cache {@code patterns.cache.<option>}, with the options
     * {@code url} (default {@code memory:}), {@code ttl}, {@code absent-ttl}, {@code stale-while-revalidate},
     * {@code stale-if-error}, {@code failure-backoff}, {@code load-timeout}, {@code max-concurrent-loads} and
     * {@code max-entries}. If no clock was set it is that of the backends.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is unknown or refused
     * @throws IllegalStateException if a cache of this name is open on these backends already, or they are closed
     */
    public Cache<K, V> open(Backends backends) {
        return CacheFactory.open(this, Objects.requireNonNull(backends, "backends"));
    }

    /** A cache in memory, whatever is configured; to be closed by you. Each call builds one of its own. */
    public Cache<K, V> build() {
        return new InMemoryCache<>(new CacheOptions<>(this));
    }

    private static Duration positive(String option, Duration duration) {
        if (notNegative(option, duration).isZero()) {
            throw new IllegalArgumentException(option + " must be positive");
        }
        return duration;
    }

    private static Duration notNegative(String option, Duration duration) {
        Objects.requireNonNull(duration, option);
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(option + " is from zero to 365 days, not " + duration);
        }
        return duration;
    }
}
