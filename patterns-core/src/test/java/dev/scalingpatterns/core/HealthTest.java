package dev.scalingpatterns.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.Health.Answer;
import dev.scalingpatterns.core.Health.Need;
import dev.scalingpatterns.core.Health.Part;
import dev.scalingpatterns.core.Health.Report;
import dev.scalingpatterns.core.Health.Status;
import dev.scalingpatterns.testkit.Race;
import dev.scalingpatterns.testkit.SettableTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HealthTest {

    private final SettableTime time = new SettableTime();
    private final Health health =
            new Health(time, () -> TimeUnit.MILLISECONDS.toNanos(time.instant().toEpochMilli()));
    private volatile Answer answer = Answer.UP;

    private Report later() {
        time.advance(Duration.ofSeconds(1));
        return health.report();
    }

    @Test
    void isLiveAndReadyWhenNothingIsRegistered() {
        assertThat(health.report()).isEqualTo(new Report(true, true, false, "", java.util.List.of()));
    }

    @Test
    void whatIsCriticalDecidesReadinessAndNeverLiveness() {
        health.register("db", Need.CRITICAL, () -> CompletableFuture.completedFuture(answer));
        assertThat(health.isReady()).isTrue();
        answer = Answer.down("refused");
        Report report = later();
        assertThat(report.ready()).isFalse();
        assertThat(report.live()).isTrue();
        assertThat(report.degraded()).isTrue();
    }

    @Test
    void whatIsOptionalOnlyDegrades() {
        health.register("cache", Need.OPTIONAL, () -> CompletableFuture.completedFuture(answer));
        answer = Answer.down("refused");
        assertThat(health.report()).matches(report -> report.ready() && report.live() && report.degraded());
        answer = Answer.degraded("slow");
        assertThat(later()).matches(report -> report.ready() && report.degraded());
        answer = Answer.UP;
        assertThat(later()).matches(report -> report.ready() && !report.degraded());
    }

    @Test
    void saysWhatSinceWhenAndWhy() {
        health.register("db", Need.CRITICAL, () -> CompletableFuture.completedFuture(answer));
        health.report();
        answer = Answer.down("refused");
        later();
        var since = time.instant();
        later();
        assertThat(later().parts()).containsExactly(new Part("db", Need.CRITICAL, Status.DOWN, "refused", since));
    }

    @Test
    void asksAtMostOnceASecondHoweverManyAsk() {
        AtomicInteger asked = new AtomicInteger();
        health.register("db", Need.CRITICAL, () -> {
            asked.incrementAndGet();
            return CompletableFuture.completedFuture(Answer.UP);
        });
        health.report();
        Race.of(8).run(health::report);
        assertThat(asked).hasValue(1);
        later();
        assertThat(asked).hasValue(2);
    }

    @Test
    void aCheckThatNeverAnswersIsDownWithinABound() {
        health.register("stuck", Need.CRITICAL, CompletableFuture::new);
        health.register("also-stuck", Need.CRITICAL, CompletableFuture::new);
        long start = System.nanoTime();
        Report report = health.report();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(report.parts()).allMatch(part -> part.detail().equals("no answer within 500 ms"));
        assertThat(health.isLive()).isTrue();
    }

    @Test
    void aCheckThatFailsIsDownAndItsMessageIsNotQuoted() {
        health.register("thrown", Need.OPTIONAL, () -> {
            throw new IllegalStateException("password=hunter22");
        });
        health.register(
                "failed", Need.OPTIONAL, () -> CompletableFuture.failedFuture(new IOException("password=hunter22")));
        assertThat(health.report().parts())
                .extracting(Part::detail)
                .containsExactly("IOException", "IllegalStateException");
    }

    @Test
    @SuppressWarnings("NullAway") // null is the point
    void aCheckThatIsBrokenIsDownAndHarmsNoOther() {
        health.register("not-linked", Need.OPTIONAL, () -> {
            throw new NoClassDefFoundError("a driver");
        });
        health.register("null-answer", Need.OPTIONAL, () -> CompletableFuture.completedFuture(null));
        health.register("null-stage", Need.OPTIONAL, () -> null);
        health.register("works", Need.CRITICAL, () -> CompletableFuture.completedFuture(Answer.UP));
        Report report = health.report();
        assertThat(report.parts())
                .extracting(Part::detail)
                .containsExactly("NoClassDefFoundError", "NullPointerException", "NullPointerException", "");
        assertThat(report.parts())
                .extracting(Part::status)
                .containsExactly(Status.DOWN, Status.DOWN, Status.DOWN, Status.UP);
        assertThat(report).matches(whole -> whole.ready() && whole.live() && whole.degraded());
    }

    @Test
    void aGuardsBreakerIsACheckThatAsksNobody() {
        Guard guard = Guard.builder("redis").time(time).build();
        health.register("redis", Need.OPTIONAL, guard);
        assertThat(health.report().degraded()).isFalse();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> guard.call(Guard.Effect.ONCE, "get", "k", () -> {
                        throw new IOException();
                    }))
                    .isInstanceOf(UnknownOutcomeException.class);
        }
        var opened = time.instant();
        assertThat(later().parts()).extracting(Part::detail).containsExactly("redis is out of service since " + opened);
    }

    @Test
    void namesAreTakenOnceAndGivenBack() {
        Runnable remove = health.register("db", Need.CRITICAL, CompletableFuture::new);
        assertThatThrownBy(() -> health.register("db", Need.OPTIONAL, CompletableFuture::new))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'db'");
        remove.run();
        remove.run();
        assertThat(health.report().parts()).isEmpty();
    }

    @Test
    void aFailureOfTheProcessIsForGood() {
        health.failed("out of memory");
        assertThat(health.report()).matches(report -> !report.live() && !report.ready());
        assertThat(health.report().detail()).isEqualTo("out of memory");
    }
}
