package dev.scalingpatterns.storage.mutants;

import static dev.scalingpatterns.testkit.Mutants.assertRejected;

import org.junit.jupiter.api.Test;

/** The contract can fail: each naive store breaks the promise it is known for, and is found out. */
class StorageMutantsTest {

    @Test
    void writingInPlaceIsFoundOut() {
        assertRejected(
                WriteInPlaceMutant.class,
                "aSourceThatFailsHalfWayLeavesTheOldObject",
                "nothingIsSeenBeforeTheCommit",
                "closedWithoutACommitNothingWasWritten",
                "whileAnObjectIsOnItsWayReadersSeeTheOldOne");
    }

    @Test
    void completingOnCloseIsFoundOut() {
        assertRejected(
                CompleteOnCloseMutant.class,
                "closedWithoutACommitNothingWasWritten",
                "anExceptionThatLeavesTheBlockPublishesNothing",
                "closingAStreamAroundItIsNoCommit");
    }

    @Test
    void lookingBeforeWritingIsFoundOut() {
        assertRejected(
                StatThenPutMutant.class,
                "ofManyThatCreateExactlyOneWins",
                "ofManyThatCompareAndSetExactlyOneWins",
                "noIncrementIsLost");
    }

    @Test
    void metadataApartFromTheBytesIsFoundOut() {
        assertRejected(MetadataApartMutant.class, "aReaderSeesAWholeObjectWithItsMetadata");
    }

    @Test
    void stoppingAtPageOneIsFoundOut() {
        assertRejected(FirstPageMutant.class, "aListingDoesNotStopAtPageOne", "thePageSizeChangesNothing");
    }

    @Test
    void droppingTheConditionOfLargeObjectsIsFoundOut() {
        assertRejected(
                LargeUnconditionalMutant.class, "ifAbsentCreatesOnce", "ifMatchReplacesTheVersionItNamesAndNoOther");
    }

    @Test
    void readingWhateverVersionIsThereIsFoundOut() {
        assertRejected(LatestVersionReadsMutant.class, "aReaderStaysWithTheVersionItBeganWith");
    }

    @Test
    void believingChecksumsAndLengthsIsFoundOut() {
        assertRejected(
                UnverifiedMutant.class,
                "bytesWithAnotherChecksumLeaveNothing",
                "aLengthThatTheBytesDoNotHaveIsRefused");
    }
}
