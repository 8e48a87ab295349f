package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RaceTest {

    @Test
    void allThreadsAreInARoundAtOnce() {
        CyclicBarrier meeting = new CyclicBarrier(5);
        Race.of(5).rounds(20).run(() -> meeting.await(10, TimeUnit.SECONDS));
    }

    @Test
    void resultsComeByRoundThenByThread() {
        List<String> results = Race.of(3).rounds(2).call((thread, round) -> round + "/" + thread);
        assertThat(results).containsExactly("0/0", "0/1", "0/2", "1/0", "1/1", "1/2");
    }

    @Test
    void noThreadBeginsARoundBeforeAllHaveEndedTheOneBefore() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger rounds = new AtomicInteger();
        Race.of(4)
                .rounds(50)
                .beforeRound(round -> assertThat(running.getAndSet(0)).isEqualTo(round == 0 ? 0 : 4))
                .afterRound(round -> assertThat(rounds.getAndIncrement()).isEqualTo(round))
                .run(running::incrementAndGet);
        assertThat(rounds).hasValue(50);
    }

    @Test
    void findsTheLostUpdateOfANaiveCounter() {
        int[] counter = new int[1];
        CyclicBarrier allHaveRead = new CyclicBarrier(4);
        AtomicInteger wrong = new AtomicInteger();
        Race.of(4)
                .rounds(200)
                .beforeRound(round -> counter[0] = 0)
                .afterRound(round -> wrong.addAndGet(counter[0] == 4 ? 0 : 1))
                .run(() -> {
                    int read = counter[0];
                    allHaveRead.await(10, TimeUnit.SECONDS);
                    counter[0] = read + 1;
                });
        assertThat(wrong).hasValue(200);
    }

    @Test
    void failsWithEveryExceptionOfTheRoundAndBeginsNoOther() {
        AtomicInteger calls = new AtomicInteger();
        AssertionError error = catchThrowableOfType(
                AssertionError.class,
                () -> Race.of(3).rounds(10).run((thread, round) -> {
                    calls.incrementAndGet();
                    if (round == 1 && thread > 0) {
                        throw new IllegalStateException("thread " + thread);
                    }
                }));
        assertThat(error).hasMessageContaining("2 of 6 calls threw").hasMessageContaining("thread 1");
        assertThat(error.getCause()).hasMessage("thread 1");
        assertThat(error.getSuppressed())
                .singleElement()
                .satisfies(other -> assertThat(other).hasMessage("thread 2"));
        assertThat(calls).hasValue(6);
    }

    @Test
    void anErrorIsCollectedToo() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> Race.of(2).run(() -> assertThat(1).isEqualTo(2)))
                .withMessageContaining("2 of 2 calls threw");
    }

    @Test
    void expectedExceptionsAreOutcomes() {
        List<Race.Outcome<Integer>> outcomes = Race.of(2).rounds(2).outcomes((thread, round) -> {
            if (thread == 0) {
                throw new IllegalStateException("lost");
            }
            return round;
        });
        assertThat(outcomes).hasSize(4);
        assertThat(outcomes).filteredOn(Race.Outcome::succeeded).hasSize(2).allMatch(outcome -> outcome.thread() == 1);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.succeeded())
                .extracting(Race.Outcome::failure)
                .allMatch(IllegalStateException.class::isInstance);
    }

    @Test
    void aFailedCheckBetweenRoundsEndsTheRace() {
        AtomicInteger calls = new AtomicInteger();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> Race.of(2)
                        .rounds(10)
                        .afterRound(round -> assertThat(round).isLessThan(3))
                        .run(calls::incrementAndGet))
                .withMessageContaining("at round 4");
        assertThat(calls).hasValue(8);
    }

    @Test
    void aRaceThatHangsFailsWithTheStacksAndLeavesNoThread() {
        Leaks leaks = Leaks.watch("race-");
        CountDownLatch never = new CountDownLatch(1);
        AssertionError error = catchThrowableOfType(
                AssertionError.class,
                () -> Race.of(2).within(Duration.ofMillis(200)).run(() -> never.await(1, TimeUnit.MINUTES)));
        assertThat(error).hasMessageContaining("not over within PT0.2S");
        assertThat(error.getSuppressed()).hasSize(2).allMatch(where -> where.getStackTrace().length > 0);
        leaks.assertNothingLeft();
    }

    @Test
    void aThreadLeftInterruptedIsToldNotSwallowed() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() ->
                        Race.of(2).rounds(3).run(() -> Thread.currentThread().interrupt()))
                .withMessageContaining("left its thread interrupted");
    }

    @Test
    void refusesWhatIsNoRace() {
        assertThatIllegalArgumentException().isThrownBy(() -> Race.of(0)).withMessageContaining("not 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Race.of(1).rounds(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Race.of(1).within(Duration.ZERO));
    }
}
