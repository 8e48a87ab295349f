package dev.scalingpatterns.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.scalingpatterns.testkit.Leaks;
import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What is special to the store in memory: what it holds and when it lets go. */
class InMemorySessionStoreOwnTest {

    private final SettableTime time = new SettableTime();
    private final AtomicInteger expired = new AtomicInteger();
    private final InMemorySessionStore store = InMemorySessionStore.builder()
            .time(time)
            .listener(new SessionListener() {
                @Override
                public void expired(SessionKey session) {
                    expired.incrementAndGet();
                }
            })
            .build();

    private List<Session> save(int sessions) {
        List<Session> saved = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            Session session = store.create();
            session.setPrincipal("user" + i % 100);
            session.set("name", "Ada");
            store.save(session);
            saved.add(session);
        }
        return saved;
    }

    @Test
    void aSweepDoesBoundedWorkAndAllOfThemDoTheWhole() {
        save(2_500);
        time.advance(Duration.ofMinutes(31));

        assertThat(store.sweep()).isEqualTo(1_000);
        assertThat(store.sweep()).isEqualTo(1_000);
        assertThat(store.sweep()).isEqualTo(500);
        assertThat(store.sweep()).isZero();
        assertThat(expired).hasValue(2_500);
        assertThat(store.driver().held()).isZero();
    }

    @Test
    void eachOperationSweepsALittle() {
        save(100);
        time.advance(Duration.ofMinutes(31));
        String none = store.create().id();

        store.find(none);
        int first = expired.get();
        assertThat(first).isBetween(1, 10);
        for (int i = 0; i < 100; i++) {
            store.find(none);
        }
        assertThat(expired).hasValue(100);
        assertThat(store.driver().held()).isZero();
    }

    @Test
    void sessionsInUseAreNotSweptHoweverOftenTheyAreLookedAt() {
        List<Session> sessions = save(100);
        for (int i = 0; i < 10; i++) {
            time.advance(Duration.ofMinutes(25));
            assertThat(sessions).allMatch(session -> store.find(session.id()).isPresent());
            store.sweep();
        }
        assertThat(expired).hasValue(0);
    }

    @Test
    void nothingIsLeftOfDeletedSessionsRotatedIdsAndRevocations() {
        for (Session session : save(100)) {
            store.rotate(session);
            store.rotate(session);
            assertThat(store.delete(session.id())).isTrue();
        }
        assertThat(store.driver().held()).isZero();

        save(100);
        for (int i = 0; i < 100; i++) {
            store.revokeAll("user" + i);
            store.revokeAll("user" + i);
        }
        time.advance(Duration.ofHours(13));
        sweepAll();
        assertThat(store.driver().held()).isZero();
    }

    @Test
    void aRevocationIsRememberedAsLongAsASessionOfThenCanLive() {
        Session session = store.create();
        session.setPrincipal("ada");
        session.setIdleTimeout(Duration.ofDays(1));
        store.save(session);
        store.revokeAll("ada");
        time.advance(Duration.ofHours(12).minusMillis(1));
        sweepAll();

        assertThat(store.find(session.id())).isEmpty();
    }

    @Test
    void theSweepForgetsRevocationsWhereThereAreNoSessions() {
        for (int i = 0; i < 10_000; i++) {
            store.revokeAll("user" + i);
        }
        assertThat(store.driver().held()).isEqualTo(10_000);
        time.advance(Duration.ofHours(13));
        assertThat(store.sweep()).isEqualTo(1_000);
        sweepAll();
        assertThat(store.driver().held()).isZero();
    }

    @Test
    void aRevokedSessionDoesNotComeBackAfterTheClockWasTurnedBack() {
        Session session = store.create();
        session.setPrincipal("ada");
        session.setIdleTimeout(Duration.ofDays(1));
        store.save(session);
        time.set(SettableTime.START.minus(Duration.ofMinutes(30)));
        store.revokeAll("ada");
        time.set(SettableTime.START.plus(Duration.ofHours(12)).minusMillis(1));
        sweepAll();

        assertThat(store.find(session.id())).isEmpty();
    }

    private void sweepAll() {
        while (store.sweep() > 0) {
            // until there is nothing left to look at
        }
    }

    @Test
    void nothingIsLeftAfterCloseNorIsThereAThread() {
        Leaks leaks = Leaks.watch("patterns-");
        save(10);
        leaks.assertNothingLeft(Duration.ZERO);
        store.close();

        assertThat(store.driver().held()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> store.findByPrincipal("ada", 1));
        assertThatIllegalStateException().isThrownBy(() -> store.update("id", session -> {}));
        assertThatIllegalStateException().isThrownBy(() -> store.delete(SessionKey.of("id")));
    }

    @Test
    void aRandomSourceThatRepeatsItselfHandsNobodyAnothersSession() {
        InMemorySessionStore broken = InMemorySessionStore.builder()
                .random((RandomGenerator) () -> 42)
                .build();
        Session hers = broken.create();
        hers.setPrincipal("ada");
        broken.save(hers);
        Session his = broken.create();

        assertThatIllegalStateException().isThrownBy(() -> broken.save(his)).withMessageContaining("random source");
        assertThatIllegalStateException().isThrownBy(() -> broken.rotate(hers));
        assertThat(broken.find(hers.id()).orElseThrow().principal()).contains("ada");
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        InMemorySessionStore listened = InMemorySessionStore.builder()
                .listener(new SessionListener() {
                    @Override
                    public void created(SessionKey session) {
                        throw new IllegalStateException("listener");
                    }
                })
                .build();
        Session session = listened.create();

        assertThat(listened.save(session)).isEqualTo(SaveResult.SAVED);
        assertThat(listened.find(session.id())).isPresent();
    }

    @Test
    void aListenerMayUseTheStore() {
        List<Boolean> seen = new ArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        InMemorySessionStore[] holder = new InMemorySessionStore[1];
        holder[0] = InMemorySessionStore.builder()
                .listener(new SessionListener() {
                    @Override
                    public void created(SessionKey session) {
                        if (calls.getAndIncrement() == 0) {
                            seen.add(holder[0].delete(session));
                        }
                    }
                })
                .build();
        holder[0].save(holder[0].create());

        assertThat(seen).containsExactly(true);
    }

    @Test
    void aClockThatIsTurnedBackEndsNoSessionEarly() {
        Session session = save(1).get(0);
        time.set(SettableTime.START.minus(Duration.ofDays(1)));
        assertThat(store.find(session.id())).isPresent();
        session.set("name", "Lovelace");
        assertThat(store.save(session)).isEqualTo(SaveResult.SAVED);
    }

    @Test
    void aKeyIsTheHashOfAnIdAndNothingElse() {
        SessionKey key = SessionKey.of("id");

        assertThat(key.hash()).isEqualTo("pWFFJwzms769HdAStzlIZ33WGNSWSIvGCKPLQ841R90");
        assertThat(new SessionKey(key.hash())).isEqualTo(key).hasToString(key.hash());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionKey("short"))
                .withMessageContainingAll("43", "5")
                .withMessageNotContaining("short");
        assertThatIllegalArgumentException().isThrownBy(() -> new SessionKey("*".repeat(43)));
    }

    @Test
    @SuppressWarnings("NullAway") // null is the point
    void nullIsRefusedByName() {
        InMemorySessionStore.Builder builder = InMemorySessionStore.builder();
        assertThatNullPointerException().isThrownBy(() -> builder.options(null)).withMessageContaining("options");
        assertThatNullPointerException().isThrownBy(() -> builder.time(null)).withMessageContaining("time");
        assertThatNullPointerException().isThrownBy(() -> builder.random(null)).withMessageContaining("random");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.listener(null))
                .withMessageContaining("listener");
    }
}
