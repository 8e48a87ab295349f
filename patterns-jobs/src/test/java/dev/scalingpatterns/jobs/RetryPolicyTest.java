package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    @Property
    void aDelayIsDrawnFromZeroToTheDoubledBound(
            @ForAll @IntRange(min = 1, max = 200) int failures,
            @ForAll @LongRange(min = 0, max = 1_000_000) long baseMillis,
            @ForAll @LongRange(min = 0, max = 31_000_000_000L) long moreMillis,
            @ForAll long seed) {
        Duration base = Duration.ofMillis(baseMillis);
        Duration most = base.plusMillis(moreMillis);
        RetryPolicy policy = RetryPolicy.DEFAULT.maxAttempts(1_000).backoff(base, most);
        Duration delay = policy.delayAfter(failures, new Random(seed)).orElseThrow();
        double bound = Math.min((double) most.toNanos(), base.toNanos() * Math.pow(2, failures - 1));
        assertThat(delay).isBetween(Duration.ZERO, most);
        assertThat((double) delay.toNanos()).isLessThanOrEqualTo(bound * 1.000_001);
    }

    @Test
    void theJitterIsFull() {
        RetryPolicy policy = RetryPolicy.DEFAULT.backoff(Duration.ofSeconds(1), Duration.ofSeconds(1));
        Random random = new Random(42);
        int low = 0;
        int high = 0;
        for (int i = 0; i < 1_000; i++) {
            long millis = policy.delayAfter(1, random).orElseThrow().toMillis();
            low += millis < 250 ? 1 : 0;
            high += millis >= 750 ? 1 : 0;
        }
        assertThat(low).isBetween(200, 300);
        assertThat(high).isBetween(200, 300);
    }

    @Test
    void attemptsEnd() {
        RetryPolicy policy = RetryPolicy.DEFAULT.maxAttempts(3);
        assertThat(policy.delayAfter(2, new Random(1))).isPresent();
        assertThat(policy.delayAfter(3, new Random(1))).isEmpty();
        assertThat(RetryPolicy.never().delayAfter(1, new Random(1))).isEmpty();
        assertThat(policy.maxAttempts()).isEqualTo(3);
    }

    @Test
    void aPermanentFailureIsSeenThroughItsWrappers() {
        RetryPolicy policy = RetryPolicy.DEFAULT.permanentOn(IllegalArgumentException.class);
        assertThat(policy.isPermanent(new RuntimeException(new NumberFormatException())))
                .isTrue();
        assertThat(policy.isPermanent(new IOException(new PermanentFailure("no"))))
                .isTrue();
        assertThat(policy.isPermanent(new IOException("line"))).isFalse();
        RuntimeException one = new RuntimeException("one");
        one.initCause(new RuntimeException("two", one));
        assertThat(policy.isPermanent(one)).isFalse();
    }

    @Test
    void badValuesAreRefused() {
        RetryPolicy policy = RetryPolicy.DEFAULT;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.maxAttempts(0))
                .withMessageContaining("1 to 1000");
        assertThatIllegalArgumentException().isThrownBy(() -> policy.maxAttempts(1_001));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.backoff(Duration.ofSeconds(-1), Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> policy.backoff(Duration.ZERO, Duration.ofDays(366)));
        assertThatIllegalArgumentException().isThrownBy(() -> policy.delayAfter(0, new Random(1)));
    }
}
