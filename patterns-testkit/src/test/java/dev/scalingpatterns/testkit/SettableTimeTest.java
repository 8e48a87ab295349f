package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettableTimeTest {

    @Test
    void standsStillUntilTold() {
        SettableTime time = new SettableTime();
        assertThat(time.instant()).isEqualTo(SettableTime.START).isEqualTo(time.instant());
        assertThat(time.advance(Duration.ofMillis(5))).isEqualTo("2024-02-29T12:00:00.005Z");
        assertThat(time.millis()).isEqualTo(SettableTime.START.toEpochMilli() + 5);
    }

    @Test
    void goesBackOnlyBySet() {
        SettableTime time = new SettableTime();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> time.advance(Duration.ofNanos(-1)))
                .withMessageContaining("set(Instant)");
        assertThat(time.instant()).isEqualTo(SettableTime.START);
        time.set(Instant.EPOCH);
        assertThat(time.instant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void noStepIsLostBetweenThreads() {
        SettableTime time = new SettableTime(Instant.EPOCH);
        Race.of(4).rounds(500).run(() -> time.advance(Duration.ofNanos(1)));
        assertThat(time.instant()).isEqualTo(Instant.EPOCH.plusNanos(2000));
    }
}
