package dev.scalingpatterns.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store that keeps sessions on the server promises about rotated ids. */
public abstract class SessionRotationContract extends SessionContract {

    @Test
    void aRotatedSessionHasAFreshIdAndKeepsTheRest() {
        Session session = savedFor("ada");
        session.set("name", "Ada");
        store.save(session);
        String former = session.id();
        SessionKey formerKey = session.key();
        session.set("count", 1);

        assertThat(store.rotate(session)).isEqualTo(RotateResult.ROTATED);

        assertThat(session.id()).isNotEqualTo(former);
        assertThat(session.key()).isEqualTo(SessionKey.of(session.id()));
        Session found = found(session.id());
        assertThat(found.principal()).contains("ada");
        assertThat(found.get("name", String.class)).contains("Ada");
        assertThat(count(found)).isEqualTo(1);
        assertThat(found.createdAt()).isEqualTo(session.createdAt());
        assertThat(store.save(session)).isEqualTo(SaveResult.UNCHANGED);
        assertThat(events.of("rotated")).containsExactly("rotated " + formerKey + " " + session.key());
        assertThat(events.of("created")).hasSize(1);
        assertThat(under().storedTexts()).noneMatch(text -> text.contains(former) || text.contains(session.id()));
    }

    @Test
    void forTheGraceTheFormerIdReadsAndWrites() {
        Session session = savedFor("ada");
        String former = session.id();
        Session inFlight = found(former);
        store.rotate(session);
        pass(GRACE - 1);

        assertThat(found(former).principal()).contains("ada");
        assertThat(found(former).id())
                .as("the fresh id is nobody's but the rotation's")
                .isEqualTo(former);
        inFlight.set("name", "Ada");
        assertThat(store.save(inFlight)).isEqualTo(SaveResult.SAVED);
        assertThat(server().update(former, SessionContract::increment)).isPresent();

        Session found = found(session.id());
        assertThat(found.get("name", String.class)).contains("Ada");
        assertThat(count(found)).isEqualTo(1);
    }

    @Test
    void afterTheGraceTheFormerIdIsNeverValidAgain() {
        Session session = savedFor("ada");
        String former = session.id();
        Session inFlight = found(former);
        store.rotate(session);
        pass(GRACE + 1);

        assertAbsent(former);
        inFlight.set("name", "Ada");
        assertThat(store.save(inFlight)).isEqualTo(SaveResult.GONE);
        assertThat(store.rotate(inFlight)).isEqualTo(RotateResult.GONE);
        assertThat(server().update(former, SessionContract::increment)).isEmpty();
        assertThat(store.delete(former)).isFalse();
        assertThat(found(session.id()).names()).isEmpty();
        store.rotate(session);
        store.delete(session.id());
        assertAbsent(former);
    }

    @Test
    void aSessionFoundByTheFormerIdEndsWithItsGraceToo() {
        Session session = savedFor("ada");
        String former = session.id();
        store.rotate(session);
        Session inFlight = found(former);
        assertThat(inFlight.key()).isEqualTo(SessionKey.of(former));
        pass(GRACE + 1);

        inFlight.set("name", "Ada");
        assertThat(store.save(inFlight)).isEqualTo(SaveResult.GONE);
        assertThat(store.rotate(inFlight)).isEqualTo(RotateResult.GONE);
        assertThat(found(session.id()).names()).isEmpty();
    }

    @Test
    void aReadByTheFormerIdDoesNotExtendItsGrace() {
        Session session = savedFor("ada");
        String former = session.id();
        store.rotate(session);
        pass(GRACE - 1);
        found(former);
        pass(2);
        assertAbsent(former);
    }

    @Test
    void withoutAGraceTheFormerIdEndsAtOnce() {
        store = open(options().rotationGrace(ticks(0)));
        Session session = savedFor("ada");
        String former = session.id();
        store.rotate(session);

        assertAbsent(former);
        found(session.id());
    }

    @Test
    void aLoginWithTheRotationLeavesNoFormerIdBehind() {
        Session session = saved();
        String planted = session.id();
        session.setPrincipal("ada");

        assertThat(store.rotate(session)).isEqualTo(RotateResult.ROTATED);
        assertAbsent(planted);
        assertThat(found(session.id()).principal()).contains("ada");
    }

    @Test
    void aLoginBeforeTheRotationLeavesNoFormerIdBehind() {
        Session session = saved();
        String planted = session.id();
        session.setPrincipal("ada");
        store.save(session);
        store.rotate(session);

        assertAbsent(planted);
        String loggedIn = session.id();
        store.rotate(session);
        assertThat(found(loggedIn).principal())
                .as("issued after the login, so it has a grace")
                .contains("ada");
    }

    @Test
    void aLoginAfterTheRotationLeavesNoFormerIdBehind() {
        Session session = saved();
        String planted = session.id();
        store.rotate(session);
        found(planted);
        session.setPrincipal("ada");
        store.save(session);

        assertAbsent(planted);
        assertThat(found(session.id()).principal()).contains("ada");
    }

    @Test
    void aLoginByAFormerIdTakesTheSessionFromWhoeverRotatedIt() {
        Session victims = saved();
        Session attackers = found(victims.id());
        store.rotate(attackers);
        victims.setPrincipal("ada");

        assertThat(store.rotate(victims)).isEqualTo(RotateResult.ROTATED);
        assertAbsent(attackers.id());
        assertThat(found(victims.id()).principal()).contains("ada");
        assertThat(store.rotate(attackers)).isEqualTo(RotateResult.GONE);
        assertThat(events.of("rotated").get(1)).isEqualTo("rotated " + attackers.key() + " " + victims.key());
    }

    @Test
    void rotatingAnIdTwiceRotatesItOnceAndSavesBoth() {
        Session one = savedFor("ada");
        Session other = found(one.id());
        String former = one.id();
        one.set("one", 1);
        other.set("other", 2);

        assertThat(store.rotate(one)).isEqualTo(RotateResult.ROTATED);
        assertThat(store.rotate(other)).isEqualTo(RotateResult.ALREADY_ROTATED);

        assertThat(other.id()).isEqualTo(former);
        assertThat(found(one.id()).names()).containsExactlyInAnyOrder("one", "other");
        assertThat(events.of("rotated")).hasSize(1);
    }

    @Test
    void aRotationDoesNotResetTheAbsoluteTimeout() {
        Session session = savedFor("ada");
        for (int passed = 0; passed < ABSOLUTE - 5; passed += 5) {
            pass(5);
            assertThat(store.rotate(session)).isEqualTo(RotateResult.ROTATED);
        }
        found(session.id());
        pass(6);

        assertAbsent(session.id());
        assertThat(store.rotate(session)).isEqualTo(RotateResult.GONE);
    }

    @Test
    void aRotationIsAnAccess() {
        Session session = savedFor("ada");
        pass(IDLE - 2);
        store.rotate(session);
        pass(IDLE - 2);

        found(session.id());
    }

    @Test
    void deletingByAFormerIdEndsTheSession() {
        Session session = savedFor("ada");
        String former = session.id();
        store.rotate(session);

        assertThat(store.delete(former)).isTrue();
        assertAbsent(session.id());
        assertAbsent(former);
        assertThat(store.delete(session.id())).isFalse();
        assertThat(events.of("deleted")).containsExactly("deleted " + session.key());
    }

    @Test
    void deletingByTheFreshIdEndsTheFormerToo() {
        Session session = savedFor("ada");
        String former = session.id();
        Session inFlight = found(former);
        store.rotate(session);
        store.delete(session.id());

        assertAbsent(former);
        inFlight.set("name", "Ada");
        assertThat(store.save(inFlight)).isEqualTo(SaveResult.GONE);
        assertAbsent(former);
    }

    @Test
    void revokeAllEndsFormerIdsToo() {
        Session session = savedFor("ada");
        String former = session.id();
        store.rotate(session);
        store.revokeAll("ada");

        assertAbsent(former);
        assertAbsent(session.id());
    }

    @Test
    void aNewSessionIsSavedByItsRotation() {
        Session session = store.create();
        String first = session.id();
        session.setPrincipal("ada");

        assertThat(store.rotate(session)).isEqualTo(RotateResult.ROTATED);
        assertThat(session.isNew()).isFalse();
        found(session.id());
        assertAbsent(first);
        assertThat(events.of("created")).containsExactly("created " + session.key());
        assertThat(events.of("rotated")).isEmpty();
    }

    @Test
    void thePrincipalHasTheSessionOnceUnderItsKeyOfToday() {
        Session session = savedFor("ada");
        store.rotate(session);
        store.rotate(session);

        List<SessionView> found = server().findByPrincipal("ada", 10);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).key()).isEqualTo(session.key());
    }

    @Test
    void anIdIsDueForRenewalAfterTheIntervalUntilItIsRotated() {
        Session session = savedFor("ada");
        assertThat(found(session.id()).renewalDue()).isFalse();
        pass(GRACE + 1);
        Session due = found(session.id());
        assertThat(due.renewalDue()).isTrue();
        String former = due.id();
        store.rotate(due);

        assertThat(due.renewalDue()).isFalse();
        assertThat(found(due.id()).renewalDue()).isFalse();
        assertThat(found(former).renewalDue()).isFalse();
    }

    @Test
    void anIdThatAnotherRequestRenewedIsNotDueAnyMore() {
        Session one = savedFor("ada");
        pass(GRACE + 1);
        Session other = found(one.id());
        assertThat(other.renewalDue()).isTrue();
        store.rotate(one);

        assertThat(store.rotate(other)).isEqualTo(RotateResult.ALREADY_ROTATED);
        assertThat(other.renewalDue()).isFalse();
    }

    @Test
    void theSweepTakesFormerIdsAway() {
        Session session = savedFor("ada");
        String former = session.id();
        store.rotate(session);
        pass(GRACE + 1);
        under().sweep();

        assertThat(under().storedTexts())
                .noneMatch(text -> text.contains(SessionKey.of(former).hash()));
        found(session.id());
    }
}
