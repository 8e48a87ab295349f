package dev.scalingpatterns.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.testkit.Race;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of a store that keeps sessions on the server, under many threads. */
public abstract class SessionRacesContract extends SessionContract {

    private static final int THREADS = 4;
    private static final int INCREMENTS = 500;
    private static final int RUNS = 3_000;

    /** Of the round; the race's barrier publishes them. */
    private String id = "";

    private String fresh = "";

    @SuppressWarnings("NullAway.Init") // set before each round
    private Session inFlight;

    @BeforeEach
    final void openPatientStore() {
        // Timeouts that do not run out meanwhile, where the backend's clock cannot be set.
        store = open(SessionOptions.builder().updateAttempts(100));
    }

    private void newRound() {
        id = savedFor("ada").id();
        inFlight = found(id);
        fresh = id;
    }

    private void assertNothingCameBack() {
        assertAbsent(id);
        assertAbsent(fresh);
        assertThat(server().findByPrincipal("ada", 1)).isEmpty();
    }

    @Test
    void noIncrementIsLostThroughUpdate() {
        newRound();

        Race.of(THREADS).run(() -> {
            for (int i = 0; i < INCREMENTS; i++) {
                assertThat(server().update(id, SessionContract::increment)).isPresent();
            }
        });

        assertThat(count(found(id))).isEqualTo(THREADS * INCREMENTS);
    }

    @Test
    void noAttributeIsLostThroughSave() {
        newRound();

        Race.of(THREADS).run((thread, round) -> {
            for (int i = 1; i <= INCREMENTS; i++) {
                Session session = found(id);
                session.set("thread" + thread, i);
                assertThat(store.save(session)).isEqualTo(SaveResult.SAVED);
                assertThat(found(id).get("thread" + thread, Integer.class)).contains(i);
            }
        });
    }

    @Test
    void aSaveRacingADeleteNeverBringsTheSessionBack() {
        Race.of(2)
                .rounds(RUNS)
                .beforeRound(round -> newRound())
                .afterRound(round -> assertNothingCameBack())
                .run((thread, round) -> {
                    if (thread == 0) {
                        assertThat(store.delete(id)).isTrue();
                    } else {
                        for (int i = 0; i < 3; i++) {
                            inFlight.set("count", i);
                            store.save(inFlight);
                        }
                    }
                });

        assertThat(events.of("deleted")).hasSize(RUNS);
    }

    @Test
    void anUpdateRacingADeleteNeverBringsTheSessionBack() {
        Race.of(2)
                .rounds(RUNS / 3)
                .beforeRound(round -> newRound())
                .afterRound(round -> assertNothingCameBack())
                .run((thread, round) -> {
                    if (thread == 0) {
                        assertThat(store.delete(id)).isTrue();
                    } else {
                        server().update(id, SessionContract::increment);
                    }
                });
    }

    @Test
    void aRotationRacingADeleteNeverBringsTheSessionBack() {
        Race.of(2)
                .rounds(RUNS / 3)
                .beforeRound(round -> newRound())
                .afterRound(round -> assertNothingCameBack())
                .run((thread, round) -> {
                    if (thread == 0) {
                        assertThat(store.delete(id)).isTrue();
                    } else {
                        store.rotate(inFlight);
                        fresh = inFlight.id();
                    }
                });
    }

    @Test
    void aSaveOrARotationRacingARevocationNeverBringsTheSessionBack() {
        Race.of(2)
                .rounds(RUNS / 3)
                .beforeRound(round -> newRound())
                .afterRound(round -> assertNothingCameBack())
                .run((thread, round) -> {
                    if (thread == 0) {
                        store.revokeAll("ada");
                    } else {
                        for (int i = 0; i < 3; i++) {
                            inFlight.set("count", i);
                            inFlight.setPrincipal("ada");
                            store.save(inFlight);
                        }
                        store.rotate(inFlight);
                        fresh = inFlight.id();
                    }
                });
    }

    @Test
    void ofManyRotationsAtOnceOneWinsAndEverySaveIsKept() {
        int rounds = 300;
        List<RotateResult> results = Race.of(THREADS)
                .rounds(rounds)
                .beforeRound(round -> newRound())
                .afterRound(round -> {
                    List<SessionView> found = server().findByPrincipal("ada", 10);
                    assertThat(found).hasSize(1);
                    assertThat(found.get(0).names()).hasSize(THREADS);
                    assertThat(server().delete(found.get(0).key())).isTrue();
                })
                .call((thread, round) -> {
                    Session mine = found(id);
                    mine.set("thread" + thread, round);
                    return store.rotate(mine);
                });

        assertThat(Collections.frequency(results, RotateResult.ROTATED)).isEqualTo(rounds);
        assertThat(Collections.frequency(results, RotateResult.ALREADY_ROTATED)).isEqualTo(rounds * (THREADS - 1));
        assertThat(events.of("rotated")).hasSize(rounds);
    }

    @Test
    void requestsInFlightDuringARotationReadAndWriteAsIfNothingHappened() {
        Race.of(3)
                .rounds(100)
                .beforeRound(round -> newRound())
                .afterRound(round -> assertThat(count(found(fresh))).isEqualTo(20))
                .run((thread, round) -> {
                    if (thread == 0) {
                        assertThat(store.rotate(inFlight)).isEqualTo(RotateResult.ROTATED);
                        fresh = inFlight.id();
                    } else {
                        for (int i = 0; i < 10; i++) {
                            found(id);
                            assertThat(server().update(id, SessionContract::increment))
                                    .isPresent();
                        }
                    }
                });
    }

    @Test
    void aSessionFoundDeletedOrExpiredByManyIsToldOnce() {
        Race.of(THREADS).rounds(300).beforeRound(round -> newRound()).run((thread, round) -> {
            if (thread == 0) {
                store.revokeAll("ada");
            }
            store.find(id);
            store.delete(id);
        });

        assertThat(events.of("deleted")).hasSize(300).doesNotHaveDuplicates();
    }
}
