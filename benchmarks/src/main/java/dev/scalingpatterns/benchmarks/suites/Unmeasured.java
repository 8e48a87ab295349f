package dev.scalingpatterns.benchmarks.suites;

import dev.scalingpatterns.benchmarks.Case;
import dev.scalingpatterns.benchmarks.Suite;
import java.util.List;

/** A suite whose cases come with its pattern's production implementations. */
record Unmeasured(String name) implements Suite {

    @Override
    public List<Case> cases() {
        return List.of();
    }

    @Override
    public void close() {}
}
