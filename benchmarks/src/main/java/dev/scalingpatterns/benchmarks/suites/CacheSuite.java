package dev.scalingpatterns.benchmarks.suites;

import dev.scalingpatterns.benchmarks.Case;
import dev.scalingpatterns.benchmarks.Suite;
import java.util.List;
import java.util.Map;

/** The first level. */
final class CacheSuite implements Suite {

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                Cases.jmh("hit", 1, CacheHits.class, "ours", "caffeine", Map.of()),
                Cases.jmh("hit", 2, CacheHits.class, "ours", "caffeine", Map.of()));
    }
}
