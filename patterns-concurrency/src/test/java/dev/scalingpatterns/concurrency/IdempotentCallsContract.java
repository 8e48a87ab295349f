package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.TypeRef;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.testkit.Race;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link IdempotentCalls} promises. */
public abstract class IdempotentCallsContract {

    /**
     * A result.
     *
     * @param number which run it was
     */
    public record Receipt(int number) {}

    /** Calls that know of each other's, however many are opened in one test. */
    protected abstract IdempotentCalls open(CallOptions options);

    /** Lets time pass for leases and retention. */
    protected abstract void pass(Duration time);

    /** Long against the time a test takes. */
    protected static final Duration LEASE = Duration.ofMinutes(1);

    /** Long against the lease. */
    protected static final Duration RETENTION = Duration.ofHours(1);

    /** The request that most tests make. */
    protected static final Fingerprint REQUEST = Fingerprint.of("pay", "80");

    private final List<IdempotentCalls> opened = new ArrayList<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final CallKey key = CallKey.of("pay/anna", UUID.randomUUID().toString());
    private IdempotentCalls calls;

    @BeforeEach
    void openCalls() {
        calls = calls(options());
    }

    @AfterEach
    void closeCalls() {
        opened.forEach(IdempotentCalls::close);
    }

    /** Lease and retention as above; patience enough for a slow machine. */
    protected static CallOptions options() {
        return CallOptions.defaults().withLease(LEASE).withRetention(RETENTION).withPatience(Duration.ofSeconds(20));
    }

    private IdempotentCalls calls(CallOptions options) {
        IdempotentCalls opening = open(options);
        opened.add(opening);
        return opening;
    }

    private Receipt pay(IdempotentCalls through) {
        return through.run(key, REQUEST, Receipt.class, attempt -> new Receipt(runs.incrementAndGet()));
    }

    @Test
    void runsOnceAndRepeatsTheResult() {
        assertThat(pay(calls)).isEqualTo(new Receipt(1));
        assertThat(pay(calls)).isEqualTo(new Receipt(1));
        assertThat(pay(calls(options()))).isEqualTo(new Receipt(1));
        assertThat(runs).hasValue(1);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        pay(calls);
        assertThatThrownBy(() -> calls.run(
                        key,
                        Fingerprint.of("pay", "90"),
                        Receipt.class,
                        attempt -> new Receipt(runs.incrementAndGet())))
                .isInstanceOf(KeyReusedException.class)
                .hasMessageContaining(key.toString())
                .hasMessageContaining("another request");
        assertThat(runs).hasValue(1);
    }

    @Test
    void aKeyOfAnotherScopeIsAnotherKey() {
        pay(calls);
        CallKey other = CallKey.of("pay/bert", key.key());
        assertThat(calls.run(other, REQUEST, Receipt.class, attempt -> new Receipt(runs.incrementAndGet())))
                .isEqualTo(new Receipt(2));
    }

    @Test
    void theBodyIsToldItsKeyAndAttempt() {
        CallAttempt told = calls.run(key, REQUEST, CallAttempt.class, attempt -> attempt);
        assertThat(told).isEqualTo(new CallAttempt(key, 1));
    }

    @Test
    void resultsOfAnyType() {
        TypeRef<List<Receipt>> type = new TypeRef<>() {};
        List<Receipt> result = List.of(new Receipt(1), new Receipt(2));
        assertThat(calls.run(key, REQUEST, type, attempt -> result)).isEqualTo(result);
        assertThat(calls.run(key, REQUEST, type, attempt -> List.<Receipt>of())).isEqualTo(result);
    }

    @Test
    void ofManyAtOnceOneRunsAndAllGetItsResult() {
        List<Receipt> receipts = Race.of(8)
                .call(() -> calls.run(key, REQUEST, Receipt.class, attempt -> {
                    Thread.sleep(50);
                    return new Receipt(runs.incrementAndGet());
                }));
        assertThat(receipts).hasSize(8).containsOnly(new Receipt(1));
        assertThat(runs).hasValue(1);
    }

    @Test
    void whoWaitsTooLongIsTold() throws Exception {
        IdempotentCalls impatient = calls(options().withPatience(Duration.ofMillis(50)));
        IdempotentCalls atOnce = calls(options().withPatience(Duration.ZERO));
        Receipt receipt = calls.run(key, REQUEST, Receipt.class, attempt -> {
            for (IdempotentCalls other : List.of(impatient, atOnce)) {
                CompletableFuture<Receipt> second = CompletableFuture.supplyAsync(() -> pay(other));
                assertThatThrownBy(second::join).hasCauseInstanceOf(CallInProgressException.class);
            }
            return new Receipt(7);
        });
        assertThat(receipt).isEqualTo(new Receipt(7));
        assertThat(runs).hasValue(0);
    }

    @Test
    void anInterruptEndsTheWait() {
        calls.run(key, REQUEST, Receipt.class, attempt -> {
            CompletableFuture<Boolean> interrupted = CompletableFuture.supplyAsync(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> pay(calls)).isInstanceOf(UnavailableException.class);
                return Thread.interrupted();
            });
            assertThat(interrupted.join()).isTrue();
            return new Receipt(1);
        });
        assertThat(runs).hasValue(0);
    }

    @Test
    void aCallerThatDiedIsReplacedAfterItsLease() throws Exception {
        CountDownLatch dead = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Receipt> first =
                CompletableFuture.supplyAsync(() -> calls.run(key, REQUEST, Receipt.class, attempt -> {
                    started.countDown();
                    Races.await(dead);
                    return new Receipt(100);
                }));
        started.await();
        pass(LEASE.plusSeconds(1));
        assertThat(calls.run(key, REQUEST, Receipt.class, attempt -> new Receipt(attempt.number())))
                .isEqualTo(new Receipt(2));
        dead.countDown();
        // It was only slow: its result comes too late and does not count.
        assertThatThrownBy(first::join).hasCauseInstanceOf(StaleAttemptException.class);
        assertThat(pay(calls)).isEqualTo(new Receipt(2));
        assertThat(runs).hasValue(0);
    }

    @Test
    void aSlowAttemptThatFailsDoesNotFreeTheNextOnes() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Receipt> first =
                CompletableFuture.supplyAsync(() -> calls.run(key, REQUEST, Receipt.class, attempt -> {
                    started.countDown();
                    Races.await(slow);
                    throw new IllegalStateException("the first attempt's own");
                }));
        started.await();
        pass(LEASE.plusSeconds(1));
        IdempotentCalls atOnce = calls(options().withPatience(Duration.ZERO));
        calls.run(key, REQUEST, Receipt.class, attempt -> {
            slow.countDown();
            assertThatThrownBy(first::join).hasRootCauseMessage("the first attempt's own");
            assertThatThrownBy(() ->
                            CompletableFuture.supplyAsync(() -> pay(atOnce)).join())
                    .hasCauseInstanceOf(CallInProgressException.class);
            return new Receipt(2);
        });
        assertThat(runs).hasValue(0);
    }

    @Test
    void aFailureFreesTheKeyForTheNextAttempt() {
        IOException thrown = new IOException("the body's own");
        assertThatThrownBy(() -> calls.run(key, REQUEST, Receipt.class, attempt -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(calls.run(key, REQUEST, CallAttempt.class, attempt -> attempt)
                        .number())
                .isEqualTo(2);
    }

    @Test
    void aFailedCallsKeyIsStillNotForAnotherRequest() {
        assertThatThrownBy(() -> calls.run(key, REQUEST, Receipt.class, attempt -> {
                    throw new IOException("half-way");
                }))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> calls.run(key, Fingerprint.of("other"), Receipt.class, attempt -> new Receipt(1)))
                .isInstanceOf(KeyReusedException.class);
    }

    @Test
    void aFailureIsFinalIfSoChosen() {
        IdempotentCalls strict = calls(options().withStoreFailures(true));
        assertThatThrownBy(() -> strict.run(key, REQUEST, Receipt.class, attempt -> {
                    throw new IOException("a secret of the request");
                }))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> pay(strict))
                .isInstanceOfSatisfying(
                        CallFailedException.class,
                        e -> assertThat(e.failureType()).isEqualTo(IOException.class.getName()))
                .hasMessageContaining("new key")
                .hasMessageNotContaining("secret");
        assertThat(runs).hasValue(0);
    }

    @Test
    void aResultThatCannotBeStoredUsesTheKeyUp() {
        assertThatThrownBy(() -> calls.run(key, REQUEST, Receipt.class, attempt -> {
                    runs.incrementAndGet();
                    return nothing();
                }))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("returned null");
        assertThatThrownBy(() -> pay(calls)).isInstanceOf(CallFailedException.class);
        assertThat(runs).hasValue(1);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller without a null checker may pass
    private static <T> T nothing() {
        return null;
    }

    @Test
    void aResultOutlivesTheLeaseButNotTheRetention() {
        pay(calls);
        pass(LEASE.multipliedBy(3));
        assertThat(pay(calls)).isEqualTo(new Receipt(1));
        assertThat(calls.purge()).isZero();
        pass(RETENTION);
        assertThat(pay(calls)).isEqualTo(new Receipt(2));
    }

    @Test
    void purgeRemovesWhatIsPastItsRetention() {
        // What other tests left behind.
        pass(RETENTION.plusSeconds(1));
        calls.purge();
        pay(calls);
        pass(RETENTION.plusSeconds(1));
        assertThat(calls.purge()).isEqualTo(1);
        assertThat(calls.purge()).isZero();
        assertThat(pay(calls)).isEqualTo(new Receipt(2));
    }

    @Test
    void theListenerIsTold() {
        List<String> told = new ArrayList<>();
        IdempotentCalls listened = calls(options().withListener(new CallListener() {
            @Override
            public void completed(String scope) {
                told.add("completed " + scope);
            }

            @Override
            public void repeated(String scope) {
                told.add("repeated " + scope);
            }

            @Override
            public void keyReused(String scope) {
                told.add("reused " + scope);
                throw new WantedException("a listener's own failure");
            }
        }));
        pay(listened);
        pay(listened);
        assertThatThrownBy(() -> listened.run(key, Fingerprint.of("x"), Receipt.class, attempt -> new Receipt(1)))
                .isInstanceOf(KeyReusedException.class);
        assertThat(told).containsExactly("completed pay/anna", "repeated pay/anna", "reused pay/anna");
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() -> CallKey.of("", "k"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the scope is empty");
        assertThatThrownBy(() -> CallKey.of("s", "k".repeat(256)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 255");
        assertThatThrownBy(() -> new Fingerprint("abc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64");
        assertThatThrownBy(() -> options().withRetention(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shorter than the lease");
        assertThatThrownBy(() -> calls.run(key, nothing(), Receipt.class, attempt -> new Receipt(1)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("fingerprint");
        assertThat(Fingerprint.of("a", "b")).isNotEqualTo(Fingerprint.of("ab"));
    }

    @Test
    void afterCloseNothingRuns() {
        calls.close();
        calls.close();
        assertThatThrownBy(() -> pay(calls))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("IdempotentCalls");
        assertThat(runs).hasValue(0);
    }
}
