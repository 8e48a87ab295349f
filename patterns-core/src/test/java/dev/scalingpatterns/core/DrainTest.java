package dev.scalingpatterns.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DrainTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Health health = new Health(InstantSource.system());
    private final List<String> closed = new CopyOnWriteArrayList<>();

    private static Thread closing(Drain drain) {
        Thread thread = new Thread(drain::close);
        thread.start();
        return thread;
    }

    @Test
    void servesOnWhileTheBalancerNotices() throws InterruptedException {
        Drain drain = Drain.of(health, LONG, LONG);
        drain.add(() -> closed.add("server"));
        assertThat(health.isReady()).isTrue();
        Thread thread = closing(drain);
        await().until(() -> !health.isReady());
        assertThat(health.report().detail()).isEqualTo("draining");
        assertThat(health.isLive()).isTrue();
        try (Drain.Work work = drain.begin()) {
            assertThat(work).isNotNull();
            assertThat(drain.inFlight()).isEqualTo(1);
        }
        assertThat(closed).isEmpty();
        thread.interrupt();
        thread.join();
        assertThat(closed).containsExactly("server");
    }

    @Test
    void waitsForTheWorkInFlightAndTakesNoMore() throws InterruptedException {
        Drain drain = Drain.of(health, Duration.ZERO, LONG);
        drain.add(() -> closed.add("first"));
        drain.add(() -> closed.add("second"));
        Drain.Work work = drain.begin();
        Drain.Work other = drain.begin();
        Thread thread = closing(drain);
        await().untilAsserted(() -> assertThatThrownBy(() -> drain.begin().close())
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("shutting down"));
        work.close();
        work.close();
        assertThat(drain.inFlight()).isEqualTo(1);
        assertThat(closed).isEmpty();
        other.close();
        thread.join();
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void closesAtTheDeadlineAlthoughWorkIsLeft() {
        Drain drain = Drain.of(health, Duration.ZERO, Duration.ofMillis(20));
        drain.add(() -> closed.add("server"));
        try (Drain.Work work = drain.begin()) {
            assertThat(work).isNotNull();
            drain.close();
            assertThat(closed).containsExactly("server");
        }
    }

    @Test
    void aCloserThatFailsKeepsNoOtherOpen() {
        Drain drain = Drain.of(health, Duration.ZERO, Duration.ZERO);
        drain.add(() -> closed.add("first"));
        drain.add(() -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(drain::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
        assertThat(closed).containsExactly("first");
        drain.close();
        assertThatThrownBy(() -> drain.add(() -> closed.add("late"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCloserMayCloseTheDrainButAddNothingToIt() {
        Drain drain = Drain.of(health, Duration.ZERO, Duration.ZERO);
        drain.add(() -> closed.add("first"));
        drain.add(() -> {
            drain.close();
            assertThatThrownBy(() -> drain.add(() -> closed.add("late"))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> drain.begin().close()).isInstanceOf(UnavailableException.class);
            closed.add("second");
        });
        Thread thread = closing(drain);
        await().until(() -> !thread.isAlive());
        assertThat(closed).containsExactly("second", "first");
        drain.close();
    }

    @Test
    void anInterruptCutsTheWaitingAndIsKept() {
        Drain drain = Drain.of(health, LONG, LONG);
        drain.add(() -> closed.add("server"));
        Thread.currentThread().interrupt();
        drain.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(closed).containsExactly("server");
    }

    @Test
    void refusesNegativeTimes() {
        assertThatThrownBy(() -> Drain.of(health, Duration.ofMillis(-1), LONG))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
