package dev.scalingpatterns.core;

import static dev.scalingpatterns.core.Guard.Effect.IDEMPOTENT;
import static dev.scalingpatterns.core.Guard.Effect.ONCE;
import static dev.scalingpatterns.core.Guard.Effect.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.scalingpatterns.testkit.SettableTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GuardTest {

    private static final long SEED = 20261121;

    private final SettableTime time = new SettableTime();
    private final List<String> events = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();

    /** A backend that is gone: each request to it costs the driver's time-out. */
    private <T> Callable<T> gone(Duration driverTimeout) {
        return () -> {
            asked.incrementAndGet();
            time.advance(driverTimeout);
            throw new IOException("no answer");
        };
    }

    private Callable<String> up() {
        return () -> {
            asked.incrementAndGet();
            time.advance(Duration.ofMillis(1));
            return "pong";
        };
    }

    private Guard.Builder builder() {
        return Guard.builder("store")
                .time(time)
                .nanoTime(() -> TimeUnit.MILLISECONDS.toNanos(time.instant().toEpochMilli()))
                .random(new Random(SEED))
                .sleeper(nanos -> time.advance(Duration.ofNanos(nanos)))
                .listener(new GuardListener() {
                    @Override
                    public void stateChanged(String guard, Guard.State from, Guard.State to) {
                        events.add(from + ">" + to);
                    }

                    @Override
                    public void retried(String guard, String operation, int attempt) {
                        events.add(operation + "#" + attempt);
                    }

                    @Override
                    public void rejected(String guard, String operation) {
                        events.add("rejected");
                    }
                });
    }

    private static void mayFail(Runnable call) {
        try {
            call.run();
        } catch (PatternsException e) {
            assertThat(e).isNotInstanceOf(ConfigurationException.class);
        }
    }

    /** Calls until the breaker opens; answers with what all that cost on the test's clock. */
    private Duration untilOpen(Guard guard, Guard.Effect effect, Duration driverTimeout) {
        var start = time.instant();
        for (int call = 0; guard.state() == Guard.State.CLOSED; call++) {
            assertThat(call).isLessThan(100);
            assertThatThrownBy(() -> guard.call(effect, "get", "k", gone(driverTimeout)))
                    .isInstanceOf(PatternsException.class);
        }
        return Duration.between(start, time.instant());
    }

    @Test
    void noticesABackendThatIsGoneAfterFiveFailedCallsAndHalfASecond() {
        for (Guard.Effect effect : Guard.Effect.values()) {
            for (int millis : new int[] {0, 1, 20, 80, 100}) {
                asked.set(0);
                Duration waited = untilOpen(builder().build(), effect, Duration.ofMillis(millis));
                assertThat(asked.get()).as("%s at %d ms", effect, millis).isBetween(1, 5);
                assertThat(waited).as("%s at %d ms", effect, millis).isLessThanOrEqualTo(Duration.ofMillis(500));
            }
        }
    }

    @Test
    void noticesItAsSoonAfterManySuccesses() {
        Guard guard = builder().build();
        for (int i = 0; i < 1_000; i++) {
            guard.call(READ, "get", "k", up());
        }
        asked.set(0);
        assertThat(untilOpen(guard, READ, Duration.ofMillis(100))).isLessThanOrEqualTo(Duration.ofMillis(500));
        assertThat(asked.get()).isBetween(1, 5);
    }

    @Test
    void aFewFailuresAmongSuccessesDoNotOpenIt() {
        Guard guard = builder().maximumRetries(0).build();
        for (int i = 0; i < 1_000; i++) {
            guard.call(READ, "get", "k", up());
            guard.call(READ, "get", "k", up());
            guard.call(READ, "get", "k", up());
            mayFail(() -> guard.call(READ, "get", "k", gone(Duration.ofMillis(100))));
        }
        assertThat(guard.state()).isEqualTo(Guard.State.CLOSED);
    }

    @Test
    void oneSlowFailureBesideSuccessesDoesNotOpenIt() {
        Guard guard = builder().build();
        assertThatThrownBy(() -> guard.call(ONCE, "get", "k", () -> {
                    for (int i = 0; i < 100; i++) {
                        time.advance(Duration.ofMillis(100));
                        guard.call(READ, "get", "k", up());
                    }
                    throw new IOException("connection reset");
                }))
                .isInstanceOf(UnknownOutcomeException.class);
        assertThat(guard.state()).isEqualTo(Guard.State.CLOSED);
        assertThat(untilOpen(guard, ONCE, Duration.ofSeconds(10)))
                .as("alone it is enough")
                .isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aClockThatIsSetBackKeepsNothingOutOfService() {
        AtomicLong nanos = new AtomicLong();
        Guard guard = builder().nanoTime(nanos::get).build();
        for (int i = 0; i < 5; i++) {
            mayFail(() -> guard.call(ONCE, "get", "k", gone(Duration.ZERO)));
        }
        assertThat(guard.state()).isEqualTo(Guard.State.OPEN);
        time.set(SettableTime.START.minus(Duration.ofHours(1)));
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(251));
        assertThat(guard.call(READ, "get", "k", up())).isEqualTo("pong");
        assertThat(guard.state()).isEqualTo(Guard.State.CLOSED);
    }

    @Test
    void refusesAtOnceWhileOpenAndSaysSinceWhen() {
        Guard guard = builder().build();
        untilOpen(guard, READ, Duration.ofMillis(100));
        var opened = guard.openSince().orElseThrow();
        int before = asked.get();
        time.advance(Duration.ofMillis(100));
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> guard.call(READ, "get", "k", up()))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("get k: store is out of service since " + opened)
                    .hasMessageContaining("probed every 250 ms");
        }
        assertThat(asked.get()).isEqualTo(before);
        assertThat(events).filteredOn("rejected"::equals).hasSizeGreaterThanOrEqualTo(100);
    }

    @Test
    void aRefusalTakesFarLessThanAMillisecond() {
        Guard guard = builder().build();
        untilOpen(guard, READ, Duration.ofMillis(100));
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                mayFail(() -> guard.call(READ, "get", "k", up()));
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(best / 100)).isLessThan(Duration.ofMillis(1));
    }

    @Test
    void withoutAProbeOneCallerAtATimeIsTheTrial() {
        Guard guard = builder().build();
        untilOpen(guard, READ, Duration.ofMillis(100));
        time.advance(Duration.ofMillis(251));
        int before = asked.get();
        assertThatThrownBy(() -> guard.call(ONCE, "get", "k", gone(Duration.ofMillis(100))))
                .isInstanceOf(UnknownOutcomeException.class);
        assertThatThrownBy(() -> guard.call(READ, "get", "k", up())).isInstanceOf(UnavailableException.class);
        assertThat(asked.get()).isEqualTo(before + 1);
        time.advance(Duration.ofMillis(251));
        assertThat(guard.call(READ, "get", "k", up())).isEqualTo("pong");
        assertThat(guard.state()).isEqualTo(Guard.State.CLOSED);
        assertThat(guard.openSince()).isEmpty();
        assertThat(events).contains("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>OPEN", "HALF_OPEN>CLOSED");
    }

    @Test
    void withAProbeNoCallerPaysForTheTrialAndServiceIsBackWithinTwoSeconds() {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try {
            CompletableFuture<String> never = new CompletableFuture<>();
            AtomicInteger probes = new AtomicInteger();
            boolean[] back = new boolean[1];
            Guard guard = builder()
                    .nanoTime(System::nanoTime)
                    .probe(scheduler, () -> {
                        probes.incrementAndGet();
                        if (back[0]) {
                            return CompletableFuture.completedFuture("pong");
                        }
                        if (probes.get() == 1) {
                            throw new IllegalStateException("not connected");
                        }
                        return never;
                    })
                    .build();
            for (int i = 0; i < 5; i++) {
                mayFail(() -> guard.call(ONCE, "get", "k", gone(Duration.ZERO)));
            }
            assertThat(guard.state()).isEqualTo(Guard.State.OPEN);
            int before = asked.get();
            Awaitility.await().until(() -> probes.get() >= 2);
            assertThatThrownBy(() -> guard.call(READ, "get", "k", up())).isInstanceOf(UnavailableException.class);
            assertThat(asked.get()).isEqualTo(before);
            back[0] = true;
            Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> guard.state() == Guard.State.CLOSED);
            assertThat(guard.call(READ, "get", "k", up())).isEqualTo("pong");
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // null is the point
    void aProbeThatIsBrokenIsAskedAgain() {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try {
            AtomicInteger probes = new AtomicInteger();
            AtomicLong nanos = new AtomicLong();
            Guard guard = builder()
                    .nanoTime(() -> nanos.addAndGet(TimeUnit.SECONDS.toNanos(2)))
                    .probeInterval(Duration.ofMillis(10))
                    .probe(scheduler, () -> switch (probes.incrementAndGet()) {
                        case 1 -> throw new NoClassDefFoundError("a driver");
                        case 2 -> null;
                        case 3 -> throw new StackOverflowError();
                        default -> CompletableFuture.completedFuture("pong");
                    })
                    .build();
            mayFail(() -> guard.call(ONCE, "get", "k", gone(Duration.ZERO)));
            Awaitility.await().until(() -> guard.state() == Guard.State.CLOSED);
            assertThat(probes).hasValueGreaterThanOrEqualTo(4);
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void stopsProbingWhenClosed() throws InterruptedException {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try {
            Guard guard = builder().probe(scheduler, CompletableFuture::new).build();
            untilOpen(guard, READ, Duration.ofMillis(100));
            guard.close();
            assertThat(scheduler.shutdownNow()).allMatch(task -> ((java.util.concurrent.Future<?>) task).isCancelled());
        } finally {
            scheduler.shutdownNow();
        }
        assertThat(scheduler.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void retriesOnlyWhatMayBeRepeated() {
        AtomicInteger calls = new AtomicInteger();
        Callable<String> second = () -> {
            if (calls.incrementAndGet() == 1) {
                throw new IOException("lost");
            }
            return "done";
        };
        assertThat(builder().build().call(READ, "get", "k", second)).isEqualTo("done");
        calls.set(0);
        assertThat(builder().build().call(IDEMPOTENT, "put", "k", second)).isEqualTo("done");
        calls.set(0);
        assertThatThrownBy(() -> builder().build().call(ONCE, "add", "k", second))
                .isInstanceOf(UnknownOutcomeException.class);
        assertThat(calls).hasValue(1);
        assertThat(events).containsExactly("get#2", "put#2");
    }

    @Test
    void givesUpAtTheDeadlineAndAfterTheLastRetry() {
        Guard patient = builder().waitingBudget(Duration.ofMinutes(1)).build();
        assertThatThrownBy(() -> patient.call(READ, "get", "k", gone(Duration.ofMillis(10))))
                .isInstanceOf(UnavailableException.class);
        assertThat(asked).hasValue(3);
        asked.set(0);
        assertThatThrownBy(() -> builder()
                        .deadline(Duration.ofMillis(30))
                        .build()
                        .call(READ, "get", "k", gone(Duration.ofMillis(40))))
                .isInstanceOf(UnavailableException.class);
        assertThat(asked).hasValue(1);
    }

    @Test
    void manyFailingCallsDoNotMultiplyTheLoadByTheirRetries() {
        Guard guard = builder().maximumRetries(2).retryBudget(4).build();
        AtomicInteger attempts = new AtomicInteger();
        for (int i = 0; i < 300; i++) {
            // Nine of ten calls succeed, so that the breaker stays closed and only the budget limits.
            boolean fails = i % 10 == 9;
            mayFail(() -> guard.call(READ, "get", "k", () -> {
                attempts.incrementAndGet();
                if (fails) {
                    throw new IOException("lost");
                }
                return "";
            }));
        }
        assertThat(guard.state()).isEqualTo(Guard.State.CLOSED);
        // 300 calls, 4 tokens at the start and a tenth of one for each of 270 successes; without a budget 360.
        assertThat(attempts.get()).isBetween(304, 331);
    }

    @Test
    void whatIsTheCallersOwnIsThrownAsItIsAndDoesNotCount() {
        Guard guard = builder().build();
        List<RuntimeException> own = List.of(
                new IllegalArgumentException("misuse"),
                new IllegalStateException("misuse"),
                new ConflictException("put", "k", "someone else won"),
                new CorruptDataException("get", "k", "unreadable"),
                new ConfigurationException("open", "k", "no"));
        for (int i = 0; i < 50; i++) {
            for (RuntimeException thrown : own) {
                assertThat(catchThrowable(() -> guard.call(READ, "get", "k", () -> {
                            throw thrown;
                        })))
                        .isSameAs(thrown);
            }
        }
        assertThat(guard.state()).isEqualTo(Guard.State.CLOSED);
        assertThat(events).isEmpty();
    }

    @Test
    void anErrorOfTheMachinePassesThroughAndHoldsNoPermit() {
        Guard guard = builder().build();
        untilOpen(guard, READ, Duration.ofMillis(100));
        time.advance(Duration.ofMillis(251));
        assertThatThrownBy(() -> guard.call(READ, "get", "k", () -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(guard.call(READ, "get", "k", up())).isEqualTo("pong");
    }

    @Test
    void aLostAnswerIsUnavailableToAReaderAndUnknownToAWriter() {
        Guard guard = builder().maximumRetries(0).build();
        assertThatThrownBy(() -> guard.call(READ, "get", "k", gone(Duration.ZERO)))
                .isInstanceOf(UnavailableException.class)
                .hasCauseInstanceOf(UnknownOutcomeException.class);
        assertThatThrownBy(() -> guard.call(IDEMPOTENT, "put", "k", gone(Duration.ZERO)))
                .isInstanceOf(UnknownOutcomeException.class);
    }

    @Test
    void aPlainFailureAfterALostAnswerIsStillUnknownToAWriter() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> builder().build().call(IDEMPOTENT, "put", "k", () -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IOException("lost");
                    }
                    throw new UnavailableException("put", "k", "refused");
                }))
                .isInstanceOf(UnknownOutcomeException.class)
                .hasCauseInstanceOf(UnavailableException.class);
        assertThat(calls).hasValue(3);
    }

    @Test
    void callsThatAreSlowOpenItToo() {
        Guard guard = builder().slowCall(Duration.ofMillis(50)).build();
        for (int i = 0; i < 5; i++) {
            guard.call(READ, "get", "k", () -> {
                time.advance(Duration.ofMillis(60));
                return "";
            });
        }
        assertThat(guard.state()).isEqualTo(Guard.State.OPEN);
    }

    @Test
    void anInterruptIsKeptAndIsNotTheBackendsFault() {
        Guard guard = builder().build();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> guard.call(IDEMPOTENT, "put", "k", () -> {
                        throw new InterruptedException();
                    }))
                    .isInstanceOf(UnknownOutcomeException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(guard.state()).isEqualTo(Guard.State.CLOSED);
        assertThat(events).isEmpty();
    }

    @Test
    void asynchronousCallsAreRetriedAndTranslatedAlike() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Guard guard = builder().nanoTime(System::nanoTime).build();
        assertThat(guard.<String>callAsync(
                                READ,
                                "get",
                                "k",
                                () -> calls.incrementAndGet() < 3
                                        ? CompletableFuture.failedFuture(new IOException("lost"))
                                        : CompletableFuture.completedFuture("done"))
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS))
                .isEqualTo("done");
        assertThat(calls).hasValue(3);
        assertThat(failureOf(guard, ONCE, () -> CompletableFuture.failedFuture(new IOException("lost"))))
                .isInstanceOf(UnknownOutcomeException.class);
        IllegalArgumentException own = new IllegalArgumentException("misuse");
        assertThat(failureOf(guard, ONCE, () -> {
                    throw own;
                }))
                .isSameAs(own);
    }

    @Test
    void anAsynchronousCallIsCompleteAtTheDeadlineWhateverTheDriverDoes() {
        Guard guard = builder()
                .nanoTime(System::nanoTime)
                .deadline(Duration.ofMillis(50))
                .build();
        CompletableFuture<String> never = new CompletableFuture<>();
        assertThat(failureOf(guard, READ, () -> never))
                .isInstanceOf(UnavailableException.class)
                .cause()
                .hasMessageContaining("no answer within 50 ms");
        assertThat(never).isCancelled();
        for (int i = 0; i < 4; i++) {
            failureOf(guard, ONCE, CompletableFuture::new);
        }
        assertThat(guard.state()).isEqualTo(Guard.State.OPEN);
        assertThat(failureOf(guard, READ, CompletableFuture::new)).hasMessageContaining("out of service since");
    }

    @Test
    void anAsynchronousCallIsCompleteAlsoWhenARetryThrowsAnError() {
        Guard guard = builder().nanoTime(System::nanoTime).build();
        AtomicInteger calls = new AtomicInteger();
        assertThat(failureOf(guard, READ, () -> {
                    if (calls.incrementAndGet() == 1) {
                        return CompletableFuture.failedFuture(new IOException("lost"));
                    }
                    throw new NoClassDefFoundError("a driver");
                }))
                .isInstanceOf(NoClassDefFoundError.class);
        assertThat(calls).hasValue(2);
    }

    @Test
    @SuppressWarnings("NullAway") // null is the point
    void aCallIsCompleteAlsoWhenTheTranslatorIsBroken() {
        IllegalStateException broken = new IllegalStateException("broken translator");
        Guard throwing = builder()
                .nanoTime(System::nanoTime)
                .translator((operation, subject, error) -> {
                    throw broken;
                })
                .build();
        Guard silent = builder()
                .nanoTime(System::nanoTime)
                .translator((operation, subject, error) -> null)
                .build();
        for (Guard.Effect effect : Guard.Effect.values()) {
            assertThat(failureOf(throwing, effect, () -> CompletableFuture.failedFuture(new IOException())))
                    .isSameAs(broken);
            assertThat(failureOf(silent, effect, () -> CompletableFuture.failedFuture(new IOException())))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> throwing.call(effect, "get", "k", gone(Duration.ZERO)))
                    .isSameAs(broken);
        }
    }

    private static @Nullable Throwable failureOf(
            Guard guard, Guard.Effect effect, java.util.function.Supplier<CompletableFuture<String>> body) {
        try {
            guard.callAsync(effect, "get", "k", body).toCompletableFuture().get(5, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (Exception e) {
            return e;
        }
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        Guard guard = builder()
                .listener(new GuardListener() {
                    @Override
                    public void stateChanged(String name, Guard.State from, Guard.State to) {
                        throw new IllegalStateException("broken listener");
                    }
                })
                .build();
        untilOpen(guard, READ, Duration.ofMillis(100));
        assertThat(guard.state()).isEqualTo(Guard.State.OPEN);
    }

    @Test
    void checksItsOptions() {
        assertThatThrownBy(() -> Guard.builder(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().deadline(Duration.ZERO)).hasMessageContaining("deadline");
        assertThatThrownBy(() -> builder().maximumRetries(11)).hasMessage("maximumRetries is 0 to 10, not 11");
        assertThatThrownBy(() -> builder().retryBudget(0)).hasMessageContaining("retryBudget");
    }
}
