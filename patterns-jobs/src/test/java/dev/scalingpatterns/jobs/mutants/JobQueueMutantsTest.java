package dev.scalingpatterns.jobs.mutants;

import dev.scalingpatterns.testkit.Mutants;
import org.junit.jupiter.api.Test;

/** The contract suites can fail: each naive queue is rejected by the tests of the promise it breaks. */
class JobQueueMutantsTest {

    @Test
    void completionByIdIsRejected() {
        Mutants.assertRejected(CompletesByIdMutant.class, "aStaleWorkerCanChangeNothing");
    }

    @Test
    void theAttemptAsTokenIsRejected() {
        Mutants.assertRejected(
                AttemptAsTokenMutant.class,
                "aStaleWorkerCanChangeNothing",
                "aTokenOfAnotherSessionIsRefused",
                "tokensGrowAndAreNeverUsedAgain");
    }

    @Test
    void popAndForgetIsRejected() {
        Mutants.assertRejected(PopAndForgetMutant.class, "jobsOfADeadWorkerRunElsewhere", "aRetryWaitsForItsDelay");
    }

    @Test
    void aRescueThatUsesAnAttemptIsRejected() {
        Mutants.assertRejected(CrashAsAttemptMutant.class, "aCrashIsNotAFailedAttempt");
    }

    @Test
    void checkThenActIsRejected() {
        Mutants.assertRejected(CheckThenActMutant.class, "oneOfManyRacersGetsTheKey");
    }

    @Test
    void theModelRejectsTheAttemptAsToken() {
        Mutants.assertRejected(AttemptAsTokenModelMutant.class, "theDriverAndTheModelTellTheSame");
    }
}
