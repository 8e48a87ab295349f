package dev.scalingpatterns.benchmarks.suites;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.scalingpatterns.cache.Cache;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A hit: one of 1,000 keys at random, all of them held and fresh. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CacheHits {

    private static final int KEYS = 1_024;
    private static final Duration TTL = Duration.ofHours(1);

    private final String[] keys = new String[KEYS];
    private final Cache<String, String> ours =
            Cache.<String, String>builder("hits").ttl(TTL).build();
    private final com.github.benmanes.caffeine.cache.Cache<String, String> caffeine =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(TTL).build();

    /** Fills both. */
    @Setup
    public void fill() {
        for (int i = 0; i < KEYS; i++) {
            String key = "product-" + i;
            keys[i] = key;
            ours.get(key, CacheHits::load);
            caffeine.put(key, load(key));
        }
    }

    @TearDown
    public void close() {
        ours.close();
    }

    /** Ours: a get with a loader that is not needed. */
    @Benchmark
    public @Nullable String ours() {
        return ours.get(key(), CacheHits::load);
    }

    /** Caffeine alone: a time to live, a maximum size, no statistics. */
    @Benchmark
    public @Nullable String caffeine() {
        return caffeine.getIfPresent(key());
    }

    private String key() {
        return keys[ThreadLocalRandom.current().nextInt(KEYS)];
    }

    private static String load(String key) {
        return "value of " + key;
    }
}
