package dev.scalingpatterns.cache;

import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;

/** The cache in memory on a settable clock, or what a mutant makes of it. */
public final class InMemoryHarness implements CacheHarness {

    private final SettableTime time = new SettableTime();
    private final Deque<Cache<String, String>> opened = new ArrayDeque<>();
    private final UnaryOperator<Cache<String, String>> mutation;

    /** The cache as it is. */
    public InMemoryHarness() {
        this(UnaryOperator.identity());
    }

    /** The cache with something broken. */
    public InMemoryHarness(UnaryOperator<Cache<String, String>> mutation) {
        this.mutation = mutation;
    }

    @Override
    public Cache<String, String> open(CacheBuilder<String, String> builder) {
        Cache<String, String> cache = mutation.apply(builder.time(time).build());
        opened.push(cache);
        return cache;
    }

    @Override
    public void pass(Duration duration) {
        time.advance(duration);
    }

    @Override
    public Duration tick() {
        return Duration.ofSeconds(10);
    }

    @Override
    public void close() {
        opened.forEach(Cache::close);
    }
}
