package dev.scalingpatterns.cache.mutants;

import dev.scalingpatterns.cache.Cache;
import dev.scalingpatterns.cache.CacheBulkContract;
import dev.scalingpatterns.cache.CacheHangContract;
import dev.scalingpatterns.cache.CacheHarness;
import dev.scalingpatterns.cache.CacheInvalidationContract;
import dev.scalingpatterns.cache.CacheLoadContract;
import dev.scalingpatterns.cache.CacheModelContract;
import dev.scalingpatterns.cache.CacheModelContract.Kind;
import dev.scalingpatterns.cache.CacheModelContract.Step;
import dev.scalingpatterns.cache.InMemoryHarness;
import dev.scalingpatterns.testkit.Mutants;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each promise of the contract is one that a naive cache breaks, and a test sees it. */
class CacheMutantsTest {

    @Test
    void getThenSet() {
        Mutants.assertRejected(GetThenSet.class, "manyCallersOfAColdKeyCostOneLoad");
    }

    @Test
    void noCheckBetweenLoadAndPut() {
        Mutants.assertRejected(StaleSet.class, "aLoadThatBeganBeforeIsNotStored");
        assertModelRejects(StaleSetCache::new);
    }

    @Test
    void anInvalidationThatDoesNotPartCallersFromALoad() {
        Mutants.assertRejected(JoinOlderLoad.class, "aLoadThatBeganBeforeIsNotServedToWhoComesAfter");
    }

    @Test
    void aFailureTakenForAnAbsence() {
        Mutants.assertRejected(FailureIsAbsence.class, "aFailureReachesAllItsWaitersAndIsNoAbsence");
    }

    @Test
    void aBulkReadThatLoadsOneByOne() {
        Mutants.assertRejected(OneByOne.class, "whatIsMissingIsLoadedInOneGo");
    }

    @Test
    void tagsThatForgetLoadsUnderWay() {
        Mutants.assertRejected(ForgetfulTag.class, "aLoadThatBeganBeforeIsNotStored");
        assertModelRejects(ForgetfulTagCache::new);
    }

    @Test
    void loadsWithinALock() {
        Mutants.assertRejected(Wedging.class, "loadsOfDifferentKeysRunAtOnceEvenWhereTheirHashesCollide");
    }

    /** Without jqwik, which would go on to shrink what it finds. */
    private static void assertModelRejects(UnaryOperator<Cache<String, String>> mutation) {
        Random random = new Random(42);
        Kind[] kinds = Kind.values();
        for (int tries = 0; tries < 500; tries++) {
            List<Step> steps = random.ints(25, 0, kinds.length * 6)
                    .mapToObj(i -> new Step(kinds[i / 6], i / 2 % 3, i % 2))
                    .toList();
            try {
                CacheModelContract.run(harness(mutation), steps);
            } catch (AssertionError rejected) {
                return;
            }
        }
        throw new AssertionError("the model finds nothing wrong with it");
    }

    private static CacheHarness harness(UnaryOperator<Cache<String, String>> mutation) {
        return new InMemoryHarness(mutation);
    }

    static class GetThenSet extends CacheLoadContract {
        @Override
        protected CacheHarness newHarness() {
            return harness(GetThenSetCache::new);
        }
    }

    static class StaleSet extends CacheInvalidationContract {
        @Override
        protected CacheHarness newHarness() {
            return harness(StaleSetCache::new);
        }
    }

    static class JoinOlderLoad extends CacheInvalidationContract {
        @Override
        protected CacheHarness newHarness() {
            return harness(JoinOlderLoadCache::new);
        }
    }

    static class FailureIsAbsence extends CacheLoadContract {
        @Override
        protected CacheHarness newHarness() {
            return harness(FailureIsAbsenceCache::new);
        }
    }

    static class OneByOne extends CacheBulkContract {
        @Override
        protected CacheHarness newHarness() {
            return harness(OneByOneCache::new);
        }
    }

    static class ForgetfulTag extends CacheInvalidationContract {
        @Override
        protected CacheHarness newHarness() {
            return harness(ForgetfulTagCache::new);
        }
    }

    static class Wedging extends CacheHangContract {
        @Override
        protected CacheHarness newHarness() {
            return harness(WedgingCache::new);
        }
    }
}
