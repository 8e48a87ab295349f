package dev.scalingpatterns.cache;

import org.junit.jupiter.api.Nested;

/**
 * The whole contract of {@link Cache}: extend it, supply a harness, and every promise is tested on your implementation.
 * Random interleavings are in {@link CacheModelContract}.
 */
public abstract class CacheContract {

    /** A harness for one test. */
    protected abstract CacheHarness newHarness();

    @Nested
    class Loading extends CacheLoadContract {
        @Override
        protected CacheHarness newHarness() {
            return CacheContract.this.newHarness();
        }
    }

    @Nested
    class Hanging extends CacheHangContract {
        @Override
        protected CacheHarness newHarness() {
            return CacheContract.this.newHarness();
        }
    }

    @Nested
    class InBulk extends CacheBulkContract {
        @Override
        protected CacheHarness newHarness() {
            return CacheContract.this.newHarness();
        }
    }

    @Nested
    class Invalidation extends CacheInvalidationContract {
        @Override
        protected CacheHarness newHarness() {
            return CacheContract.this.newHarness();
        }
    }

    @Nested
    class Freshness extends CacheFreshnessContract {
        @Override
        protected CacheHarness newHarness() {
            return CacheContract.this.newHarness();
        }
    }
}
