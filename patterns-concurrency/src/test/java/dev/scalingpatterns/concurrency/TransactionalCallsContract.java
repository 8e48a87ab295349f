package dev.scalingpatterns.concurrency;

import static dev.scalingpatterns.concurrency.Isolation.READ_COMMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.concurrency.FaultyPool.CommitFault;
import dev.scalingpatterns.core.PatternsException;
import dev.scalingpatterns.testkit.Race;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link TransactionalCalls} promise beyond {@link IdempotentCalls}: effect and result are one. */
public abstract class TransactionalCallsContract extends IdempotentCallsContract {

    /** At least ten connections to one database, each committing every statement unless told otherwise. */
    protected abstract DataSource database();

    /** Calls on this pool: the database itself, or one with faults before it. */
    protected abstract TransactionalCalls open(DataSource pool, CallOptions options);

    @Override
    protected TransactionalCalls open(CallOptions options) {
        return open(database(), options);
    }

    private final CallKey key = CallKey.of("pay/anna", UUID.randomUUID().toString());
    private final AtomicInteger runs = new AtomicInteger();
    private Accounts accounts;
    private FaultyPool faulty;

    @BeforeEach
    void createAccounts() {
        accounts = new Accounts(database());
        accounts.create();
        accounts.set(1, 0);
        faulty = new FaultyPool(database());
    }

    private Receipt deposit(Handle handle, CallAttempt attempt) {
        assertThat(attempt.key()).isEqualTo(key);
        handle.execute("UPDATE account SET balance = balance + 1 WHERE id = 1");
        return new Receipt(runs.incrementAndGet());
    }

    private Receipt deposit(TransactionalCalls calls, Isolation isolation) {
        return calls.runInTransaction(isolation, key, REQUEST, Receipt.class, this::deposit);
    }

    @ParameterizedTest
    @EnumSource(Isolation.class)
    void effectAndResultAreThereOnce(Isolation isolation) {
        try (TransactionalCalls calls = open(options())) {
            assertThat(deposit(calls, isolation)).isEqualTo(new Receipt(1));
            assertThat(deposit(calls, isolation)).isEqualTo(new Receipt(1));
            assertThat(accounts.balance(1)).isEqualTo(1);
            assertThatThrownBy(() -> calls.runInTransaction(
                            isolation, key, Fingerprint.of("other"), Receipt.class, this::deposit))
                    .isInstanceOf(KeyReusedException.class);
            assertThat(calls.run(key, REQUEST, Receipt.class, attempt -> new Receipt(9)))
                    .isEqualTo(new Receipt(1));
        }
    }

    @ParameterizedTest
    @EnumSource(Isolation.class)
    void ofManyAtOnceOneHasAnEffect(Isolation isolation) {
        try (TransactionalCalls calls = open(options())) {
            List<Receipt> receipts = Race.of(6).call(() -> deposit(calls, isolation));
            assertThat(receipts).containsOnly(receipts.get(0));
            assertThat(accounts.balance(1)).isEqualTo(1);
        }
    }

    @Test
    void whatThrowsLeavesNeitherEffectNorResult() {
        try (TransactionalCalls calls = open(options())) {
            IOException thrown = new IOException("the body's own");
            assertThatThrownBy(() ->
                            calls.runInTransaction(READ_COMMITTED, key, REQUEST, Receipt.class, (handle, attempt) -> {
                                deposit(handle, attempt);
                                throw thrown;
                            }))
                    .isSameAs(thrown);
            assertThat(accounts.balance(1)).isZero();
            assertThat(deposit(calls, READ_COMMITTED)).isEqualTo(new Receipt(2));
            assertThat(accounts.balance(1)).isEqualTo(1);
        }
    }

    @Test
    void aFailedTransactionIsFinalIfSoChosen() {
        try (TransactionalCalls calls = open(options().withStoreFailures(true))) {
            assertThatThrownBy(() ->
                            calls.runInTransaction(READ_COMMITTED, key, REQUEST, Receipt.class, (handle, attempt) -> {
                                deposit(handle, attempt);
                                throw new IOException("no");
                            }))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> deposit(calls, READ_COMMITTED)).isInstanceOf(CallFailedException.class);
            assertThat(accounts.balance(1)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(CommitFault.class)
    void aLostAnswerLeavesOneEffect(CommitFault fault) {
        try (TransactionalCalls calls = open(faulty, options())) {
            faulty.atNextCommit(fault);
            CompletableFuture<Void> delivery =
                    fault == CommitFault.HOLD ? faulty.deliverSoon() : CompletableFuture.completedFuture(null);
            Receipt first = untilKnown(calls);
            delivery.join();
            assertThat(deposit(calls, READ_COMMITTED)).isEqualTo(first);
            assertThat(accounts.balance(1)).isEqualTo(1);
        }
    }

    /** As a client does: it repeats the call until it is answered. */
    private Receipt untilKnown(TransactionalCalls calls) {
        for (int attempt = 1; ; attempt++) {
            try {
                return deposit(calls, READ_COMMITTED);
            } catch (PatternsException e) {
                assertThat(attempt).as("attempts, the last of which: " + e).isLessThan(10);
            }
        }
    }

    @Test
    void whoWaitsTooLongForATransactionIsTold() {
        try (TransactionalCalls calls = open(options());
                TransactionalCalls impatient = open(options().withPatience(Duration.ofMillis(50)))) {
            Receipt receipt = calls.runInTransaction(READ_COMMITTED, key, REQUEST, Receipt.class, (handle, attempt) -> {
                CompletableFuture<Receipt> second =
                        CompletableFuture.supplyAsync(() -> deposit(impatient, READ_COMMITTED));
                assertThatThrownBy(second::join).hasCauseInstanceOf(CallInProgressException.class);
                return deposit(handle, attempt);
            });
            assertThat(receipt).isEqualTo(new Receipt(1));
            assertThat(accounts.balance(1)).isEqualTo(1);
        }
    }

    @Test
    void aTransactionTakesOverFromACallerThatDied() {
        try (TransactionalCalls calls = open(options().withPatience(Duration.ZERO))) {
            assertThatThrownBy(() -> calls.run(key, REQUEST, Receipt.class, attempt -> {
                        assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> deposit(calls, READ_COMMITTED))
                                        .join())
                                .hasCauseInstanceOf(CallInProgressException.class);
                        pass(LEASE.plusSeconds(1));
                        assertThat(CompletableFuture.supplyAsync(() -> deposit(calls, READ_COMMITTED))
                                        .join())
                                .isEqualTo(new Receipt(1));
                        return new Receipt(100);
                    }))
                    .isInstanceOf(StaleAttemptException.class);
            assertThat(deposit(calls, READ_COMMITTED)).isEqualTo(new Receipt(1));
            assertThat(accounts.balance(1)).isEqualTo(1);
        }
    }
}
