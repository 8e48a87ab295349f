package dev.scalingpatterns.benchmarks.suites;

import dev.scalingpatterns.benchmarks.Case;
import dev.scalingpatterns.benchmarks.Suite;
import dev.scalingpatterns.testkit.RedisServer;
import java.util.List;
import java.util.Map;

/** The first level beside Caffeine, and the connection that a second level stands on beside Lettuce's own. */
final class CacheSuite implements Suite {

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public List<Case> cases() {
        RedisGets gets = new RedisGets(RedisServer.shared());
        return List.of(
                Cases.jmh("hit", 1, CacheHits.class, "ours", "caffeine", Map.of()),
                Cases.jmh("hit", 2, CacheHits.class, "ours", "caffeine", Map.of()),
                gets.with(1),
                gets.with(8),
                gets.with(64));
    }
}
