package dev.scalingpatterns.session.mutants;

import static dev.scalingpatterns.testkit.Mutants.assertRejected;

import dev.scalingpatterns.session.ServerSessionStoreContract;
import dev.scalingpatterns.session.SessionBackend;
import dev.scalingpatterns.session.SessionRacesContract;
import dev.scalingpatterns.session.SessionRotationContract;
import dev.scalingpatterns.session.SessionStoreContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SessionMutantsTest {

    @Test
    void aBlindOverwriteOfTheWholeSessionIsRejected() {
        assertRejected(
                LastSaveOfTheWholeSessionWins.class, "savesOfDifferentAttributesAreMerged", "aRemovalIsMergedToo");
    }

    @Test
    void aCheckBeforeTheWriteIsRejected() {
        assertRejected(CheckThenWrite.class, "aSaveRacingADeleteNeverBringsTheSessionBack");
    }

    @Test
    void anUpdateWithoutVersionIsRejected() {
        assertRejected(UpdateWithoutVersion.class, "noIncrementIsLostThroughUpdate");
    }

    @Test
    void aRotationWithoutGraceIsRejected() {
        assertRejected(
                RotationWithoutGrace.class,
                "forTheGraceTheFormerIdReadsAndWrites",
                "rotatingAnIdTwiceRotatesItOnceAndSavesBoth");
    }

    @Test
    void formerIdsThatStayValidAreRejected() {
        assertRejected(FormerIdsForEver.class, "afterTheGraceTheFormerIdIsNeverValidAgain");
    }

    @Test
    void theModelFindsThemToo() {
        assertRejected(FormerIdsForEverInAnySequence.class, "theStoreDoesWhatTheModelDoes");
    }

    @Test
    void aGraceForTheIdFromBeforeALoginIsRejected() {
        assertRejected(
                GraceAfterLogin.class,
                "aLoginWithTheRotationLeavesNoFormerIdBehind",
                "aLoginBeforeTheRotationLeavesNoFormerIdBehind",
                "aLoginByAFormerIdTakesTheSessionFromWhoeverRotatedIt");
    }

    @Test
    void aRotationThatResetsTheAbsoluteTimeoutIsRejected() {
        assertRejected(RotationResetsTheAbsoluteTimeout.class, "aRotationDoesNotResetTheAbsoluteTimeout");
    }

    @Test
    void readsThatAreNoAccessAreRejected() {
        assertRejected(
                ReadsAreNoAccess.class, "aSessionThatIsAccessedLivesOn", "anAccessRightAfterTheLastNeedNotBeNoted");
    }

    @Test
    void anExpiryToldTwiceIsRejected() {
        assertRejected(ExpiryToldTwice.class, "anExpiredSessionIsToldOnceBySweepOrByAccess");
    }

    @Test
    void aRevocationOfOneSessionIsRejected() {
        assertRejected(RevocationOfOne.class, "revokeAllLogsAPrincipalOutEverywhereAndNobodyElse");
    }

    @Test
    void idsInPlainTextAreRejected() {
        assertRejected(PlainTextIds.class, "theIdIsStoredAndPrintedNowhere");
    }

    /** What the mutants are made from passes, so each is rejected for what it changes and nothing else. */
    @Nested
    class TheUnbrokenDriver {

        @Nested
        class Every extends SessionStoreContract {
            @Override
            protected SessionBackend backend() {
                return new MutantSessions(SimpleDriver::new);
            }
        }

        @Nested
        class OnTheServer extends ServerSessionStoreContract {
            @Override
            protected SessionBackend backend() {
                return new MutantSessions(SimpleDriver::new);
            }
        }

        @Nested
        class Rotation extends SessionRotationContract {
            @Override
            protected SessionBackend backend() {
                return new MutantSessions(SimpleDriver::new);
            }
        }

        @Nested
        class Races extends SessionRacesContract {
            @Override
            protected SessionBackend backend() {
                return new MutantSessions(SimpleDriver::new);
            }
        }
    }
}
