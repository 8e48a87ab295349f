package dev.scalingpatterns.jobs.batch;

import static dev.scalingpatterns.testkit.Mutants.assertRejected;

import dev.scalingpatterns.jobs.batch.mutants.AllFailMutant;
import dev.scalingpatterns.jobs.batch.mutants.ByPositionMutant;
import dev.scalingpatterns.jobs.batch.mutants.CachelessMutant;
import dev.scalingpatterns.jobs.batch.mutants.FirstLevelOnlyMutant;
import dev.scalingpatterns.jobs.batch.mutants.ForgottenDispatchMutant;
import dev.scalingpatterns.jobs.batch.mutants.MissingIsFailureMutant;
import dev.scalingpatterns.jobs.batch.mutants.QueryPerKeyMutant;
import dev.scalingpatterns.jobs.batch.mutants.StickyFailureMutant;
import org.junit.jupiter.api.Test;

class BatchLoaderMutantsTest {

    @Test
    void withoutACache() {
        assertRejected(CachelessMutant.class, "eachKeyIsLoadedOnce", "manyThreadsLoadEachKeyOnce");
    }

    @Test
    void resultsByPosition() {
        assertRejected(ByPositionMutant.class, "resultsAreMatchedByKeyNotByPosition");
    }

    @Test
    void oneFailureFailsAll() {
        assertRejected(AllFailMutant.class, "aFailedKeyFailsAlone");
    }

    @Test
    void missingAsFailure() {
        assertRejected(MissingIsFailureMutant.class, "missingIsNotAFailure");
    }

    @Test
    void failuresKept() {
        assertRejected(StickyFailureMutant.class, "failuresAreNotKept");
    }

    @Test
    void aQueryPerKey() {
        assertRejected(
                QueryPerKeyMutant.class,
                "loadsOfOneLevelAreOneBatch",
                "blockingLoadsOfForksShareTheBatchesOfEachLevel",
                "threeLevelsOverAHundredParentsAreThreeCalls");
    }

    @Test
    void chainedLoadsThatNeverGo() {
        assertRejected(FirstLevelOnlyMutant.class, "chainedLoadsAreOneBatchPerLevel", "failuresAreNotKept");
    }

    @Test
    void aDispatchThatSomebodyForgot() {
        assertRejected(ForgottenDispatchMutant.class, "loadsOfOneLevelAreOneBatch", "aWaitThatCannotBeSeenDoesNotHang");
    }
}
