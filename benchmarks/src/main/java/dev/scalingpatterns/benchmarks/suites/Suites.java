package dev.scalingpatterns.benchmarks.suites;

import dev.scalingpatterns.benchmarks.Suite;
import java.util.List;

/** Every suite. */
public final class Suites {

    private Suites() {}

    /** In the order of the command line's help. */
    public static List<Suite> all() {
        return List.of(
                new SessionSuite(),
                new CacheSuite(),
                new Unmeasured("concurrency"),
                new Unmeasured("storage"),
                new JobsSuite(),
                new BatchSuite());
    }
}
