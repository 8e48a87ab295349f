package dev.scalingpatterns.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.scalingpatterns.core.ConflictException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a store that keeps sessions on the server adds: merging, updates, idle timeouts, look-up by principal, events. */
public abstract class ServerSessionStoreContract extends SessionContract {

    @Test
    void savesOfDifferentAttributesAreMerged() {
        String id = saved().id();
        Session one = found(id);
        Session other = found(id);
        one.set("one", 1);
        other.set("other", 2);
        store.save(one);
        store.save(other);

        assertThat(found(id).get("one", Integer.class)).contains(1);
        assertThat(found(id).get("other", Integer.class)).contains(2);
    }

    @Test
    void aRemovalIsMergedToo() {
        Session session = store.create();
        session.set("one", 1);
        session.set("other", 2);
        store.save(session);
        Session one = found(session.id());
        Session other = found(session.id());
        one.remove("one");
        other.set("other", 3);
        store.save(one);
        store.save(other);

        assertThat(found(session.id()).names()).containsExactly("other");
        assertThat(found(session.id()).get("other", Integer.class)).contains(3);
    }

    @Test
    void aSaveOfAnAttributeLeavesThePrincipalAlone() {
        String id = saved().id();
        Session page = found(id);
        Session login = found(id);
        page.set("name", "Ada");
        login.setPrincipal("ada");
        store.save(login);
        store.save(page);

        assertThat(found(id).principal()).contains("ada");
        assertThat(found(id).get("name", String.class)).contains("Ada");
    }

    @Test
    void theLaterSaveOfOneAttributeCountsEvenIfItsValueIsTheFormerOne() {
        Session session = store.create();
        session.set("flag", false);
        store.save(session);
        Session one = found(session.id());
        Session other = found(session.id());
        other.set("flag", true);
        store.save(other);
        one.set("flag", false);
        assertThat(store.save(one)).isEqualTo(SaveResult.SAVED);

        assertThat(found(session.id()).get("flag", Boolean.class)).contains(false);
    }

    @Test
    void aSecondSaveSendsOnlyWhatWasChangedSinceTheFirst() {
        String id = saved().id();
        Session one = found(id);
        one.set("a", 1);
        store.save(one);
        Session other = found(id);
        other.set("a", 2);
        store.save(other);
        one.set("b", 1);
        store.save(one);

        assertThat(found(id).get("a", Integer.class)).contains(2);
        assertThat(found(id).get("b", Integer.class)).contains(1);
    }

    @Test
    void updateChangesWhatIsStoredAndReturnsIt() {
        String id = saved().id();

        Session updated = server().update(id, SessionContract::increment).orElseThrow();
        assertThat(count(updated)).isEqualTo(1);
        server().update(id, SessionContract::increment);
        assertThat(count(found(id))).isEqualTo(2);
        assertThat(server().update(id, session -> {})).isPresent();
        assertThat(store.save(updated)).isEqualTo(SaveResult.UNCHANGED);
    }

    @Test
    void updateOfNothingIsEmptyAndIsNotCalled() {
        AtomicInteger calls = new AtomicInteger();
        String deleted = saved().id();
        store.delete(deleted);

        for (String id : List.of("", "no id", store.create().id(), deleted)) {
            assertThat(server().update(id, session -> calls.incrementAndGet())).isEmpty();
        }
        assertThat(calls).hasValue(0);
    }

    @Test
    void anUpdateThatThrowsStoresNothing() {
        String id = saved().id();

        assertThatIllegalStateException()
                .isThrownBy(() -> server().update(id, session -> {
                    increment(session);
                    throw new IllegalStateException("mine");
                }))
                .withMessage("mine");
        assertThat(count(found(id))).isZero();
    }

    @Test
    void anUpdateThatLostIsAppliedToWhatTheWinnerWrote() {
        String id = saved().id();
        AtomicInteger calls = new AtomicInteger();

        server().update(id, session -> {
            if (calls.incrementAndGet() == 1) {
                Session winner = found(id);
                winner.set("count", 10);
                store.save(winner);
            }
            increment(session);
        });

        assertThat(count(found(id))).isEqualTo(11);
        assertThat(calls).hasValue(2);
        assertThat(events.of("updateRetried")).hasSize(1);
    }

    @Test
    void anUpdateThatLosesEveryTimeEndsInAConflictAndStoresNothing() {
        store = open(options().updateAttempts(3));
        Session session = saved();
        AtomicInteger calls = new AtomicInteger();

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> server().update(session.id(), losing -> {
                    calls.incrementAndGet();
                    Session winner = found(session.id());
                    winner.set("other", calls.get());
                    store.save(winner);
                    increment(losing);
                }))
                .withMessageContainingAll("session.update", session.key().hash(), "3")
                .withMessageNotContaining(session.id());
        assertThat(calls).hasValue(3);
        assertThat(found(session.id()).names()).containsExactly("other");
    }

    @Test
    void anUpdateOfASessionThatIsDeletedMeanwhileIsEmptyAndDoesNotBringItBack() {
        String id = savedFor("ada").id();

        assertThat(server().update(id, session -> {
                    increment(session);
                    store.delete(id);
                }))
                .isEmpty();
        assertAbsent(id);
        String revoked = savedFor("ada").id();
        assertThat(server().update(revoked, session -> {
                    increment(session);
                    store.revokeAll("ada");
                }))
                .isEmpty();
        assertAbsent(revoked);
        assertThat(server().findByPrincipal("ada", 10)).isEmpty();
    }

    @Test
    void aSessionIsNotSavedInsideItsUpdate() {
        String id = saved().id();

        assertThatIllegalStateException()
                .isThrownBy(() -> server().update(id, store::save))
                .withMessageContaining("update");
        assertThatIllegalStateException().isThrownBy(() -> server().update(id, store::rotate));
    }

    @Test
    void aSessionEndsAfterItsIdleTimeout() {
        Session session = saved();
        pass(IDLE - 1);
        found(session.id());
        pass(IDLE);

        assertAbsent(session.id());
        session.set("name", "Ada");
        assertThat(store.save(session)).isEqualTo(SaveResult.GONE);
        assertAbsent(session.id());
        assertThat(server().update(session.id(), SessionContract::increment)).isEmpty();
        assertThat(store.delete(session.id())).isFalse();
    }

    @Test
    void aSessionThatIsAccessedLivesOn() {
        String id = saved().id();
        for (int i = 0; i < 2; i++) {
            pass(IDLE - SHARE - 1);
            found(id);
        }
    }

    @Test
    void savingAndUpdatingAreAccesses() {
        Session session = saved();
        pass(IDLE - 5);
        session.set("name", "Ada");
        store.save(session);
        pass(IDLE - 5);
        assertThat(server().update(session.id(), SessionContract::increment)).isPresent();
        pass(IDLE - 5);
        found(session.id());
    }

    @Test
    void anAccessRightAfterTheLastNeedNotBeNoted() {
        String id = saved().id();
        pass(SHARE - 1);
        found(id);

        pass(IDLE - SHARE - 1);
        found(id);
        pass(IDLE - SHARE - 1);
        found(id);
        pass(IDLE);
        assertAbsent(id);
    }

    @Test
    void aSessionMayHaveAnIdleTimeoutOfItsOwn() {
        Session kiosk = store.create();
        kiosk.setIdleTimeout(ticks(3));
        store.save(kiosk);
        Session remembered = saved();
        remembered.setIdleTimeout(ticks(ABSOLUTE * 2));
        store.save(remembered);
        assertThat(found(kiosk.id()).idleTimeout()).isEqualTo(ticks(3));

        pass(4);
        assertAbsent(kiosk.id());
        pass(ABSOLUTE - 6);
        found(remembered.id());
        pass(3);
        assertAbsent(remembered.id());
    }

    @Test
    void theSessionsOfAPrincipalAreFoundTheLastAccessedFirst() {
        Session first = savedFor("ada");
        first.set("name", "first");
        store.save(first);
        pass(SHARE + 1);
        Session second = savedFor("ada");
        savedFor("bob");
        saved();
        assertThat(keys("ada", 10)).containsExactly(second.key(), first.key());

        pass(SHARE + 1);
        found(first.id());
        assertThat(keys("ada", 10)).containsExactly(first.key(), second.key());
        assertThat(keys("ada", 1)).containsExactly(first.key());
        assertThat(keys("nobody", 10)).isEmpty();
        SessionView view = server().findByPrincipal("ada", 1).get(0);
        assertThat(view.get("name", String.class)).contains("first");
        assertThat(view.principal()).contains("ada");
    }

    @Test
    void theLookUpByPrincipalIsNoAccess() {
        String id = savedFor("ada").id();
        pass(IDLE - SHARE);
        assertThat(keys("ada", 10)).hasSize(1);
        pass(SHARE + 1);

        assertThat(keys("ada", 10)).isEmpty();
        assertAbsent(id);
    }

    @Test
    void theLookUpByPrincipalFollowsEveryChange() {
        Session session = savedFor("ada");
        session.setPrincipal("bob");
        store.save(session);
        assertThat(keys("ada", 10)).isEmpty();
        assertThat(keys("bob", 10)).containsExactly(session.key());

        session.clearPrincipal();
        store.save(session);
        assertThat(keys("bob", 10)).isEmpty();

        Session deleted = savedFor("ada");
        store.delete(deleted.id());
        assertThat(keys("ada", 10)).isEmpty();

        savedFor("ada");
        store.revokeAll("ada");
        assertThat(keys("ada", 10)).isEmpty();
    }

    @Test
    void aSessionCanBeDeletedByItsKey() {
        Session session = savedFor("ada");

        assertThat(server().delete(keys("ada", 1).get(0))).isTrue();
        assertAbsent(session.id());
        assertThat(server().delete(session.key())).isFalse();
        assertThat(events.of("deleted")).hasSize(1);
    }

    @Test
    void aLimitThatIsNotAllowedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server().findByPrincipal("ada", 0))
                .withMessageContainingAll("limit", "1,000".replace(",", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> server().findByPrincipal("ada", 1_001));
        assertThatIllegalArgumentException().isThrownBy(() -> server().findByPrincipal("", 1));
    }

    @Test
    void savesThatTogetherAreTooLargeAreRefusedWhole() {
        store = open(options().maxSessionBytes(100));
        String id = saved().id();
        Session one = found(id);
        Session other = found(id);
        one.set("a", "x".repeat(60));
        other.set("b", "x".repeat(60));
        other.set("c", "x");
        store.save(one);

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> store.save(other))
                .withMessageContainingAll(
                        "session.save", "127", "100", other.key().hash());
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> store.rotate(other));
        assertThat(found(id).names()).containsExactly("a");
        assertThat(events.of("rotated")).isEmpty();
        one.remove("a");
        assertThat(store.save(one)).isEqualTo(SaveResult.SAVED);
        assertThat(store.save(other)).isEqualTo(SaveResult.SAVED);
    }

    @Test
    void anExpiredSessionIsToldOnceBySweepOrByAccess() {
        Session swept = saved();
        Session accessed = saved();
        Session alive = saved();
        pass(IDLE - 1);
        found(alive.id());
        pass(2);
        assertAbsent(accessed.id());
        assertAbsent(accessed.id());
        under().sweep();
        under().sweep();
        assertAbsent(swept.id());

        assertThat(events.of("expired"))
                .containsExactlyInAnyOrder("expired " + swept.key(), "expired " + accessed.key());
        found(alive.id());
    }

    @Test
    void aRevokedSessionIsToldAsDeletedOnce() {
        Session accessed = savedFor("ada");
        Session swept = savedFor("ada");
        store.revokeAll("ada");
        assertAbsent(accessed.id());
        assertAbsent(accessed.id());
        pass(IDLE + 1);
        under().sweep();
        under().sweep();

        assertThat(events.of("deleted"))
                .containsExactlyInAnyOrder("deleted " + accessed.key(), "deleted " + swept.key());
        assertThat(events.of("expired")).isEmpty();
    }

    @Test
    void lastAccessIsTheOneBeforeThisOne() {
        Session session = saved();
        pass(5);
        assertThat(found(session.id()).lastAccessedAt()).isEqualTo(session.createdAt());
        pass(5);

        assertThat(found(session.id()).lastAccessedAt())
                .isBetween(
                        session.createdAt().plus(ticks(5)), session.createdAt().plus(ticks(6)));
    }

    private List<SessionKey> keys(String principal, int limit) {
        return server().findByPrincipal(principal, limit).stream()
                .map(SessionView::key)
                .toList();
    }
}
