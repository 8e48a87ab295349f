package dev.scalingpatterns.concurrency.mutants;

import dev.scalingpatterns.testkit.Mutants;
import org.junit.jupiter.api.Test;

/** Each naive implementation breaks a promise, and the suite of that promise says so. */
class ConcurrencyMutantsTest {

    @Test
    void readComputeWriteWithoutATransaction() {
        Mutants.assertRejected(
                AutoCommitTransactor.class,
                "noUpdateIsLost",
                "whatThrowsIsRolledBackAndThrownAsItIs",
                "nothingIsSeenBeforeTheCommit");
    }

    @Test
    void aWrapperThatSeesNothingOfWhatItsBodySwallowed() {
        Mutants.assertRejected(
                SwallowingTransactor.class,
                "aSwallowedConflictIsNotCommitted",
                "aSwallowedConflictRunsTheBodyAgain",
                "aSwallowedLockTimeoutIsNotCommitted",
                "aJoinedBodyThatThrewCannotBeCommittedByHalf",
                "noWriteSkewWhenSerializable",
                "oneSnapshotForAllReads",
                "readOnlyDoesNotWrite",
                "nestingIsRefusedAndNamed");
    }

    @Test
    void repeatingWhatMayHaveBeenCommitted() {
        Mutants.assertRejected(
                RepeatingTransactor.class,
                "withoutAKeyALostAnswerIsUnknown",
                "withAKeyALostAnswerIsResolvedAndTheEffectIsThereOnce");
    }

    @Test
    void versionsThatAreUsedAgain() {
        Mutants.assertRejected(
                ReusedVersions.class,
                "aVersionIsNeverUsedTwice",
                "noUpdateIsLost",
                "aValueChangedOutsideIsNotChangedHere");
    }

    @Test
    void aLeaseThatAnyoneReleasesAndTokensThatBeginAgain() {
        Mutants.assertRejected(
                AnyoneReleases.class,
                "aStaleHolderDoesNotReleaseTheNextOnes",
                "aStaleHolderCannotRenew",
                "anEndedLeaseIsNotRenewedEvenIfNobodyTookIt",
                "tokensOnlyGrow");
    }

    @Test
    void lookingAndThenRunning() {
        Mutants.assertRejected(
                CheckThenAct.class,
                "ofManyAtOnceOneRunsAndAllGetItsResult",
                "anotherRequestUnderTheSameKeyIsRefused",
                "aCallerThatDiedIsReplacedAfterItsLease");
    }

    @Test
    void aResultOutsideTheTransactionOfItsEffect() {
        Mutants.assertRejected(ResultOutsideTransaction.class, "aLostAnswerLeavesOneEffect");
    }
}
