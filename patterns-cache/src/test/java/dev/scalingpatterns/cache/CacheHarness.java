package dev.scalingpatterns.cache;

import java.time.Duration;

/**
 * What a contract suite needs to know of an implementation: how to open a cache, how to see it from another process, and
 * how to let time pass. Made anew for each test.
 */
public interface CacheHarness extends AutoCloseable {

    /**
     * Opens a cache as a builder says, on the harness's clock; what other tests left behind is not seen.
     *
     * @param builder with everything set but the clock
     */
    Cache<String, String> open(CacheBuilder<String, String> builder);

    /** The same cache as another node sees it; in memory there is one node, so it is the cache itself. */
    default Cache<String, String> otherNode(Cache<String, String> cache) {
        return cache;
    }

    /** Returns once every node has heard of the invalidations so far. In memory: at once. */
    default void awaitInvalidations() {}

    /** Lets time pass: a clock of our own is advanced, a real back end makes us wait. */
    void pass(Duration duration);

    /** A duration that is short to wait for and long enough to be told apart: what times to live are multiples of. */
    Duration tick();

    /** Closes what was opened. */
    @Override
    void close();
}
