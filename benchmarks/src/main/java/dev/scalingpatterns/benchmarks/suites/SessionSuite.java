package dev.scalingpatterns.benchmarks.suites;

import dev.scalingpatterns.benchmarks.Case;
import dev.scalingpatterns.benchmarks.Suite;
import java.util.List;
import java.util.Map;

/** Sessions in memory. */
final class SessionSuite implements Suite {

    @Override
    public String name() {
        return "session";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                Cases.jmh("find and read one attribute", 1, SessionFinds.class, "ours", "map", Map.of()),
                Cases.jmh("find and read one attribute", 2, SessionFinds.class, "ours", "map", Map.of()));
    }
}
