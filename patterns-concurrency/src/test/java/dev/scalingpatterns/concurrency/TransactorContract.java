package dev.scalingpatterns.concurrency;

import static dev.scalingpatterns.concurrency.Isolation.READ_COMMITTED;
import static dev.scalingpatterns.concurrency.Isolation.REPEATABLE_READ;
import static dev.scalingpatterns.concurrency.Isolation.SERIALIZABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.concurrency.FaultyPool.CommitFault;
import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.testkit.Race;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every {@link Transactor} promises. A subclass hands out a pool of the database and transactors on it; what they did
 * is judged by plain JDBC.
 */
public abstract class TransactorContract {

    /** At least ten connections to one database, each committing every statement unless told otherwise. */
    protected abstract DataSource database();

    /** A transactor on this pool: the database itself, or one with faults before it. */
    protected abstract Transactor open(DataSource pool, TransactorOptions options);

    private Accounts accounts;
    private FaultyPool faulty;
    private Transactor transactor;
    private final List<Transactor> opened = new ArrayList<>();

    @BeforeEach
    void createAccounts() {
        accounts = new Accounts(database());
        accounts.create();
        faulty = new FaultyPool(database());
        transactor = transactor(TransactorOptions.defaults());
    }

    @AfterEach
    void closeTransactors() {
        opened.forEach(Transactor::close);
    }

    private Transactor transactor(TransactorOptions options) {
        Transactor opening = open(database(), options);
        opened.add(opening);
        return opening;
    }

    private Transactor onFaultyPool() {
        Transactor opening = open(faulty, TransactorOptions.defaults());
        opened.add(opening);
        return opening;
    }

    private static int read(Handle handle, int id) {
        return handle.select("SELECT balance FROM account WHERE id = ?", id)
                .mapTo(Integer.class)
                .one();
    }

    private static void write(Handle handle, int id, int balance) {
        handle.execute("UPDATE account SET balance = ? WHERE id = ?", balance, id);
    }

    private static TransactionDefinition keyed(String key) {
        return TransactionDefinition.of(READ_COMMITTED).key(key);
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    // What returns is committed, what throws is not.

    @ParameterizedTest
    @EnumSource(Isolation.class)
    void whatReturnsIsCommitted(Isolation isolation) {
        accounts.set(1, 100);
        int value = transactor.run(isolation, handle -> {
            write(handle, 1, read(handle, 1) - 80);
            return read(handle, 1);
        });
        assertThat(value).isEqualTo(20);
        assertThat(accounts.balance(1)).isEqualTo(20);
    }

    @ParameterizedTest
    @EnumSource(Isolation.class)
    void whatThrowsIsRolledBackAndThrownAsItIs(Isolation isolation) {
        accounts.set(1, 100);
        IOException thrown = new IOException("the body's own");
        assertThatThrownBy(() -> transactor.run(isolation, handle -> {
                    write(handle, 1, 20);
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(accounts.balance(1)).isEqualTo(100);
    }

    @Test
    void anErrorRollsBackToo() {
        accounts.set(1, 100);
        AssertionError thrown = new AssertionError("an error");
        assertThatThrownBy(() -> transactor.use(READ_COMMITTED, handle -> {
                    write(handle, 1, 20);
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(accounts.balance(1)).isEqualTo(100);
        transactor.use(READ_COMMITTED, handle -> write(handle, 1, 30));
        assertThat(accounts.balance(1)).isEqualTo(30);
    }

    @Test
    void aStatementThatFailsRollsBackAndIsThrown() {
        accounts.set(1, 100);
        assertThatThrownBy(() -> transactor.use(READ_COMMITTED, handle -> {
                    write(handle, 1, 20);
                    handle.execute("INSERT INTO account (id, balance) VALUES (1, 5)");
                }))
                .isInstanceOf(JdbiException.class)
                .isNotInstanceOf(ConflictException.class);
        assertThat(accounts.balance(1)).isEqualTo(100);
    }

    @Test
    void nothingIsSeenBeforeTheCommit() {
        accounts.set(1, 100);
        int seen = transactor.run(READ_COMMITTED, handle -> {
            write(handle, 1, 20);
            return accounts.balance(1);
        });
        assertThat(seen).isEqualTo(100);
    }

    @Test
    void aBodyMayReturnNull() {
        String nothing = transactor.run(READ_COMMITTED, handle -> nothing());
        assertThat(nothing).isNull();
    }

    // Nothing gets lost between two writers.

    @ParameterizedTest
    @EnumSource(
            value = Isolation.class,
            names = {"REPEATABLE_READ", "SERIALIZABLE"})
    void noUpdateIsLost(Isolation isolation) {
        accounts.set(1, 0);
        Race.of(4).rounds(10).run(() -> transactor.use(isolation, handle -> write(handle, 1, read(handle, 1) + 1)));
        assertThat(accounts.balance(1)).isEqualTo(40);
    }

    @ParameterizedTest
    @EnumSource(
            value = Isolation.class,
            names = {"REPEATABLE_READ", "SERIALIZABLE"})
    void aBalanceOf100PaysOneWithdrawalOf80(Isolation isolation) {
        Race.of(4)
                .rounds(10)
                .beforeRound(round -> accounts.set(1, 100))
                .afterRound(round -> assertThat(accounts.balance(1)).isEqualTo(20))
                .run(() -> transactor.use(isolation, handle -> {
                    int balance = read(handle, 1);
                    if (balance >= 80) {
                        write(handle, 1, balance - 80);
                    }
                }));
    }

    @Test
    void aConditionInTheStatementIsRightAtEveryLevel() {
        accounts.set(1, 100);
        List<Integer> paid = Race.of(8)
                .call(() -> transactor.run(
                        READ_COMMITTED,
                        handle -> handle.execute(
                                "UPDATE account SET balance = balance - 80 WHERE id = 1 AND balance >= 80")));
        assertThat(paid).containsOnlyOnce(1);
        assertThat(accounts.balance(1)).isEqualTo(20);
    }

    @Test
    void noWriteSkewWhenSerializable() {
        // Two accounts of one customer: together they must not fall below zero.
        Race.of(2)
                .rounds(30)
                .beforeRound(round -> {
                    accounts.set(1, 50);
                    accounts.set(2, 50);
                })
                .afterRound(round ->
                        assertThat(accounts.balance(1) + accounts.balance(2)).isNotNegative())
                .run((thread, round) -> transactor.use(SERIALIZABLE, handle -> {
                    if (read(handle, 1) + read(handle, 2) >= 100) {
                        write(handle, thread + 1, -50);
                    }
                }));
    }

    @Test
    void noWriteSkewBetweenTwoTransactorsWhenSerializable() {
        List<Transactor> both = List.of(transactor, transactor(TransactorOptions.defaults()));
        Race.of(2)
                .rounds(30)
                .beforeRound(round -> {
                    accounts.set(1, 50);
                    accounts.set(2, 50);
                })
                .afterRound(round ->
                        assertThat(accounts.balance(1) + accounts.balance(2)).isNotNegative())
                .run((thread, round) -> both.get(thread).use(SERIALIZABLE, handle -> {
                    if (read(handle, 1) + read(handle, 2) >= 100) {
                        write(handle, thread + 1, -50);
                    }
                }));
    }

    @ParameterizedTest
    @EnumSource(
            value = Isolation.class,
            names = {"REPEATABLE_READ", "SERIALIZABLE"})
    void oneSnapshotForAllReads(Isolation isolation) {
        accounts.set(1, 1);
        accounts.execute("DROP TABLE IF EXISTS other_account");
        accounts.execute("CREATE TABLE other_account (id INTEGER NOT NULL PRIMARY KEY, balance INTEGER NOT NULL)");
        accounts.execute("INSERT INTO other_account (id, balance) VALUES (1, 1)");
        int sum = transactor.run(isolation, handle -> {
            int first = read(handle, 1);
            accounts.execute("UPDATE other_account SET balance = 100 WHERE id = 1");
            return first
                    + handle.select("SELECT balance FROM other_account WHERE id = 1")
                            .mapTo(Integer.class)
                            .one();
        });
        assertThat(sum).isEqualTo(2);
    }

    // Run again only where nothing was committed, and with a bound.

    @Test
    void aConflictRunsTheBodyAgainAndItsHooksOnce() {
        accounts.set(1, 100);
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger hooks = new AtomicInteger();
        transactor.use(REPEATABLE_READ, handle -> {
            int balance = read(handle, 1);
            Transactor.afterCommit(handle, hooks::incrementAndGet);
            if (runs.incrementAndGet() == 1) {
                accounts.change(1, 200);
            }
            write(handle, 1, balance + 1);
        });
        assertThat(accounts.balance(1)).isEqualTo(201);
        assertThat(runs).hasValue(2);
        assertThat(hooks).hasValue(1);
    }

    @Test
    void attemptsAreBounded() {
        accounts.set(1, 0);
        AtomicInteger runs = new AtomicInteger();
        Transactor three = transactor(TransactorOptions.defaults().withMaxAttempts(3));
        assertThatThrownBy(() -> three.use(REPEATABLE_READ, handle -> {
                    read(handle, 1);
                    accounts.change(1, 1000 + runs.incrementAndGet());
                    write(handle, 1, -1);
                }))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("3 attempts")
                .hasMessageContaining("nothing was committed");
        assertThat(runs).hasValue(3);
        assertThat(accounts.balance(1)).isEqualTo(1003);
    }

    @Test
    void timeIsBounded() {
        accounts.set(1, 0);
        Deadline patience = Deadline.in(Duration.ofSeconds(8));
        Transactor patient = transactor(TransactorOptions.defaults().withMaxAttempts(1_000_000));
        assertThatThrownBy(() -> patient.run(
                        TransactionDefinition.of(REPEATABLE_READ).within(Duration.ofMillis(300)), handle -> {
                            accounts.change(1, read(handle, 1) + 1000);
                            write(handle, 1, -1);
                            return true;
                        }))
                .isInstanceOfAny(ConflictException.class, UnavailableException.class)
                .hasMessageContaining("nothing was committed");
        assertThat(patience.isOver()).isFalse();
        assertThat(accounts.balance(1)).isPositive();
    }

    @Test
    void aWaitForALockEndsAtTheDeadline() {
        accounts.set(1, 100);
        accounts.set(2, 100);
        Deadline patience = Deadline.in(Duration.ofSeconds(8));
        accounts.whileLocked(1, () -> {
            assertThatThrownBy(() -> transactor.run(
                            TransactionDefinition.of(READ_COMMITTED).within(Duration.ofMillis(400)), handle -> {
                                write(handle, 2, 7);
                                write(handle, 1, 7);
                                return true;
                            }))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("out of time");
            return true;
        });
        assertThat(patience.isOver()).isFalse();
        assertThat(accounts.balance(2)).isEqualTo(100);
    }

    @Test
    void aBodyThatOutlivesItsTimeIsNotCommitted() {
        accounts.set(1, 100);
        CountDownLatch never = new CountDownLatch(1);
        assertThatThrownBy(() -> transactor.run(
                        TransactionDefinition.of(READ_COMMITTED).within(Duration.ofMillis(100)), handle -> {
                            write(handle, 1, 7);
                            return never.await(200, TimeUnit.MILLISECONDS);
                        }))
                .isInstanceOf(UnavailableException.class);
        assertThat(accounts.balance(1)).isEqualTo(100);
    }

    @Test
    void noConnectionIsTriedAgain() {
        accounts.set(1, 100);
        Transactor onFaulty = onFaultyPool();
        faulty.failBorrows(2);
        onFaulty.use(READ_COMMITTED, handle -> write(handle, 1, 20));
        assertThat(accounts.balance(1)).isEqualTo(20);
    }

    @Test
    void noConnectionAtAllIsUnavailable() {
        Transactor onFaulty = onFaultyPool();
        faulty.failBorrows(Integer.MAX_VALUE);
        assertThatThrownBy(() -> onFaulty.run(
                        TransactionDefinition.of(READ_COMMITTED).within(Duration.ofMillis(200)), handle -> 1))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("nothing was committed");
    }

    @Test
    void aConnectionThatBreaksBeforeCommitIsTriedAgain() {
        accounts.set(1, 0);
        AtomicInteger runs = new AtomicInteger();
        Transactor onFaulty = onFaultyPool();
        faulty.breakAtStatements(1);
        onFaulty.use(READ_COMMITTED, handle -> {
            runs.incrementAndGet();
            handle.execute("UPDATE account SET balance = balance + 1 WHERE id = 1");
        });
        assertThat(runs).hasValue(2);
        assertThat(accounts.balance(1)).isEqualTo(1);
    }

    @Test
    void anInterruptEndsThePauses() {
        accounts.set(1, 0);
        assertThatThrownBy(() -> transactor.use(REPEATABLE_READ, handle -> {
                    int balance = read(handle, 1);
                    accounts.change(1, balance + 1000);
                    Thread.currentThread().interrupt();
                    write(handle, 1, -1);
                }))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(accounts.balance(1)).isNotNegative();
    }

    @Test
    void aConflictToldAtCommitRunsTheBodyAgain() {
        accounts.set(1, 0);
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger hooks = new AtomicInteger();
        Transactor onFaulty = onFaultyPool();
        faulty.refuseNextCommit(new SQLException("injected: serialization failure", "40001"));
        onFaulty.use(SERIALIZABLE, handle -> {
            runs.incrementAndGet();
            Transactor.afterCommit(handle, hooks::incrementAndGet);
            handle.execute("UPDATE account SET balance = balance + 1 WHERE id = 1");
        });
        assertThat(runs).hasValue(2);
        assertThat(hooks).hasValue(1);
        assertThat(accounts.balance(1)).isEqualTo(1);
    }

    @Test
    void anyOtherAnswerToCommitIsARollbackAndThrown() {
        accounts.set(1, 0);
        AtomicInteger runs = new AtomicInteger();
        Transactor onFaulty = onFaultyPool();
        SQLException answer = new SQLException("injected: a deferred constraint", "23514");
        faulty.refuseNextCommit(answer);
        assertThatThrownBy(() -> onFaulty.use(READ_COMMITTED, handle -> {
                    runs.incrementAndGet();
                    handle.execute("UPDATE account SET balance = balance + 1 WHERE id = 1");
                }))
                .isInstanceOf(JdbiException.class)
                .hasRootCause(answer);
        assertThat(runs).hasValue(1);
        assertThat(accounts.balance(1)).isZero();
    }

    @ParameterizedTest
    @EnumSource(CommitFault.class)
    void aReadOnlyTransactionIsRunAgainWhateverBecameOfItsCommit(CommitFault fault) throws SQLException {
        accounts.set(1, 5);
        Transactor onFaulty = onFaultyPool();
        faulty.atNextCommit(fault);
        assertThat(onFaulty.<Integer, RuntimeException>run(
                        TransactionDefinition.of(READ_COMMITTED).readOnly(), handle -> read(handle, 1)))
                .isEqualTo(5);
        if (faulty.isHolding()) {
            faulty.deliver();
        }
    }

    // No phantom commit, no half commit.

    @Test
    void aSwallowedConflictIsNotCommitted() {
        accounts.set(1, 0);
        accounts.set(2, 0);
        accounts.set(3, 0);
        Transactor once = transactor(TransactorOptions.defaults().withMaxAttempts(1));
        assertThatThrownBy(() -> once.use(REPEATABLE_READ, handle -> halfway(handle, true)))
                .isInstanceOf(ConflictException.class);
        assertThat(List.of(accounts.balance(1), accounts.balance(3))).containsExactly(0, 0);
    }

    @Test
    void aSwallowedConflictRunsTheBodyAgain() {
        accounts.set(1, 0);
        accounts.set(2, 0);
        accounts.set(3, 0);
        AtomicInteger runs = new AtomicInteger();
        transactor.use(REPEATABLE_READ, handle -> halfway(handle, runs.incrementAndGet() == 1));
        assertThat(List.of(accounts.balance(1), accounts.balance(2), accounts.balance(3)))
                .containsExactly(7, 7, 7);
        assertThat(runs).hasValue(2);
    }

    /** Writes 1, then 2, whose conflict it swallows, then 3. */
    private void halfway(Handle handle, boolean conflict) {
        read(handle, 2);
        write(handle, 1, 7);
        if (conflict) {
            accounts.change(2, 1000);
        }
        swallowing(() -> write(handle, 2, 7));
        swallowing(() -> write(handle, 3, 7));
    }

    private static void swallowing(Runnable action) {
        try {
            action.run();
        } catch (JdbiException e) {
            assertThat(e).isNotNull();
        }
    }

    @Test
    void aStatementAfterTheEndFails() {
        accounts.set(1, 0);
        accounts.set(3, 0);
        List<Throwable> second = new ArrayList<>();
        Transactor once = transactor(TransactorOptions.defaults().withMaxAttempts(1));
        assertThatThrownBy(() -> once.use(REPEATABLE_READ, handle -> {
                    read(handle, 1);
                    accounts.change(1, 1000);
                    swallowing(() -> write(handle, 1, 7));
                    try {
                        write(handle, 3, 7);
                    } catch (JdbiException e) {
                        second.add(e);
                    }
                }))
                .isInstanceOf(ConflictException.class);
        assertThat(second).hasSize(1);
        assertThat(second.get(0)).hasStackTraceContaining("ended by an earlier error");
    }

    @Test
    void aSwallowedLockTimeoutIsNotCommitted() {
        accounts.set(1, 0);
        accounts.set(2, 0);
        accounts.whileLocked(2, () -> {
            assertThatThrownBy(() -> transactor.run(
                            TransactionDefinition.of(READ_COMMITTED).within(Duration.ofMillis(300)), handle -> {
                                write(handle, 1, 7);
                                swallowing(() -> write(handle, 2, 7));
                                return true;
                            }))
                    .isInstanceOf(UnavailableException.class);
            return true;
        });
        assertThat(accounts.balance(1)).isZero();
    }

    @Test
    void aSwallowedDuplicateKeyCommitsAllOrNothing() {
        accounts.set(1, 0);
        boolean committed;
        try {
            transactor.use(READ_COMMITTED, handle -> {
                write(handle, 1, 7);
                swallowing(() -> handle.execute("INSERT INTO account (id, balance) VALUES (1, 5)"));
            });
            committed = true;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("swallowed");
            committed = false;
        }
        assertThat(accounts.balance(1)).isEqualTo(committed ? 7 : 0);
    }

    @Test
    void goingBackToASavepointHeals() {
        accounts.set(1, 0);
        transactor.use(READ_COMMITTED, handle -> {
            write(handle, 1, 7);
            handle.savepoint("before");
            swallowing(() -> handle.execute("INSERT INTO account (id, balance) VALUES (1, 5)"));
            handle.rollbackToSavepoint("before");
            handle.execute("INSERT INTO account (id, balance) VALUES (2, 5)");
        });
        assertThat(accounts.balance(1)).isEqualTo(7);
        assertThat(accounts.balance(2)).isEqualTo(5);
    }

    @Test
    void theBodyCannotEndTheTransaction() throws SQLException {
        accounts.set(1, 0);
        List<TransactionAction<Exception>> ends = List.of(
                handle -> handle.commit(),
                handle -> handle.rollback(),
                handle -> handle.begin(),
                handle -> handle.getConnection().commit(),
                handle -> handle.getConnection().rollback(),
                handle -> handle.getConnection().setAutoCommit(true),
                handle -> handle.getConnection().close(),
                handle -> handle.execute("COMMIT"),
                handle -> handle.execute("/* now */ rollback"),
                handle -> handle.createScript("COMMIT").execute());
        for (TransactionAction<Exception> end : ends) {
            assertThatThrownBy(() -> transactor.use(READ_COMMITTED, handle -> {
                        write(handle, 1, 7);
                        end.run(handle);
                    }))
                    .hasStackTraceContaining("begins and ends the transaction");
            assertThat(accounts.balance(1)).isZero();
        }
    }

    @Test
    void jdbisOwnNestingIsPartOfTheTransaction() {
        accounts.set(1, 0);
        accounts.set(2, 0);
        transactor.use(READ_COMMITTED, handle -> handle.useTransaction(inner -> write(inner, 1, 7)));
        assertThat(accounts.balance(1)).isEqualTo(7);
        assertThatThrownBy(() -> transactor.use(READ_COMMITTED, handle -> {
                    handle.useTransaction(inner -> write(inner, 2, 7));
                    throw new IOException("later");
                }))
                .isInstanceOf(IOException.class);
        assertThat(accounts.balance(2)).isZero();
    }

    // An answer that was lost.

    @ParameterizedTest
    @EnumSource(CommitFault.class)
    void withoutAKeyALostAnswerIsUnknown(CommitFault fault) throws SQLException {
        accounts.set(1, 0);
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger hooks = new AtomicInteger();
        Transactor onFaulty = onFaultyPool();
        faulty.atNextCommit(fault);
        assertThatThrownBy(() -> onFaulty.use(READ_COMMITTED, handle -> {
                    runs.incrementAndGet();
                    Transactor.afterCommit(handle, hooks::incrementAndGet);
                    handle.execute("UPDATE account SET balance = balance + 1 WHERE id = 1");
                }))
                .isInstanceOfSatisfying(
                        UnknownCommitException.class, e -> assertThat(e.key()).isEmpty());
        assertThat(runs).hasValue(1);
        assertThat(hooks).hasValue(0);
        if (faulty.isHolding()) {
            faulty.deliver();
        }
        assertThat(accounts.balance(1)).isEqualTo(fault == CommitFault.LOSE_REQUEST ? 0 : 1);
    }

    @ParameterizedTest
    @EnumSource(CommitFault.class)
    void withAKeyALostAnswerIsResolvedAndTheEffectIsThereOnce(CommitFault fault) {
        accounts.set(1, 0);
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger hooks = new AtomicInteger();
        Transactor onFaulty = onFaultyPool();
        String key = key();
        faulty.atNextCommit(fault);
        CompletableFuture<Void> delivery =
                fault == CommitFault.HOLD ? faulty.deliverSoon() : CompletableFuture.completedFuture(null);
        int value = onFaulty.run(keyed(key), handle -> {
            Transactor.afterCommit(handle, hooks::incrementAndGet);
            handle.execute("UPDATE account SET balance = balance + 1 WHERE id = 1");
            return runs.incrementAndGet();
        });
        delivery.join();
        assertThat(accounts.balance(1)).isEqualTo(1);
        assertThat(value).isEqualTo(fault == CommitFault.LOSE_REQUEST ? 2 : 1);
        assertThat(runs).hasValue(value);
        assertThat(hooks).hasValue(1);
        assertThat(onFaulty.resolve(key)).isEqualTo(Resolution.COMMITTED);
    }

    @Test
    void whatCannotBeFoundOutInTimeIsUnknownAndResolvedLater() throws SQLException {
        accounts.set(1, 0);
        Transactor onFaulty = onFaultyPool();
        String key = key();
        faulty.atNextCommit(CommitFault.HOLD);
        TransactionOutcome<Integer> outcome = onFaulty.attempt(
                keyed(key).within(Duration.ofMillis(400)),
                handle -> handle.execute("UPDATE account SET balance = balance + 1 WHERE id = 1"));
        assertThat(outcome).isInstanceOf(TransactionOutcome.Unknown.class);
        assertThat(((TransactionOutcome.Unknown<Integer>) outcome).key()).contains(key);
        assertThat(transactor.resolve(key)).isEqualTo(Resolution.IN_FLIGHT);
        faulty.deliver();
        assertThat(transactor.resolve(key)).isEqualTo(Resolution.COMMITTED);
        assertThat(accounts.balance(1)).isEqualTo(1);
    }

    @Test
    void aKeyThatIsResolvedAsNotCommittedNeverCommits() {
        accounts.set(1, 0);
        String key = key();
        assertThat(transactor.resolve(key)).isEqualTo(Resolution.NOT_COMMITTED);
        assertThat(transactor.resolve(key)).isEqualTo(Resolution.NOT_COMMITTED);
        assertThatThrownBy(() -> transactor.run(
                        keyed(key), handle -> handle.execute("UPDATE account SET balance = 7 WHERE id = 1")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("new key");
        assertThat(accounts.balance(1)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Isolation.class)
    void aKeyIsForOneTransaction(Isolation isolation) {
        accounts.set(1, 0);
        TransactionDefinition definition = TransactionDefinition.of(isolation).key(key());
        TransactionBody<Integer, RuntimeException> body =
                handle -> handle.execute("UPDATE account SET balance = balance + 1 WHERE id = 1");
        transactor.run(definition, body);
        assertThatThrownBy(() -> transactor.run(definition, body))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("used");
        assertThat(accounts.balance(1)).isEqualTo(1);
    }

    @Test
    void aKeyOfARolledBackTransactionIsFree() {
        accounts.set(1, 0);
        TransactionDefinition definition = keyed(key());
        assertThatThrownBy(() -> transactor.run(definition, handle -> {
                    throw new IOException("no");
                }))
                .isInstanceOf(IOException.class);
        transactor.run(definition, handle -> handle.execute("UPDATE account SET balance = 7 WHERE id = 1"));
        assertThat(accounts.balance(1)).isEqualTo(7);
    }

    @Test
    void aKeyThatIsRunningIsInFlight() {
        String key = key();
        Resolution seen = transactor.run(
                keyed(key),
                handle -> CompletableFuture.supplyAsync(() -> transactor.resolve(key))
                        .join());
        assertThat(seen).isEqualTo(Resolution.IN_FLIGHT);
        assertThat(transactor.resolve(key)).isEqualTo(Resolution.COMMITTED);
    }

    @Test
    void manyWithOneKeyCommitOnce() {
        accounts.set(1, 0);
        TransactionDefinition definition = keyed(key());
        List<Race.Outcome<Integer>> outcomes = Race.of(6)
                .outcomes(() -> transactor.run(
                        definition, handle -> handle.execute("UPDATE account SET balance = balance + 1 WHERE id = 1")));
        assertThat(outcomes.stream().filter(Race.Outcome::succeeded)).hasSize(1);
        assertThat(accounts.balance(1)).isEqualTo(1);
    }

    @Test
    void purgedKeysAreForgotten() {
        String key = key();
        transactor.run(keyed(key), handle -> 1);
        assertThat(transactor.purgeKeys(Duration.ofHours(1))).isZero();
        assertThat(transactor.resolve(key)).isEqualTo(Resolution.COMMITTED);
        org.awaitility.Awaitility.await().until(() -> transactor.purgeKeys(Duration.ofMillis(1)) > 0);
        assertThatThrownBy(() -> transactor.purgeKeys(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void outcomesAreValues() {
        accounts.set(1, 0);
        IOException thrown = new IOException("no");
        TransactionDefinition definition = TransactionDefinition.of(READ_COMMITTED);
        assertThat(transactor.attempt(definition, handle -> 5))
                .isEqualTo(new TransactionOutcome.Committed<>(5, List.of()));
        assertThat(transactor.attempt(definition, handle -> {
                    throw thrown;
                }))
                .isEqualTo(new TransactionOutcome.RolledBack<>(thrown));
    }

    // Nothing leaks into the pool.

    @ParameterizedTest
    @EnumSource(Isolation.class)
    void theConnectionGoesBackAsItCame(Isolation isolation) throws SQLException {
        accounts.set(1, 0);
        try (Connection connection = database().getConnection()) {
            List<Object> before = state(connection);
            Transactor onOne = open(OneConnection.of(connection), TransactorOptions.defaults());
            opened.add(onOne);
            onOne.use(isolation, handle -> read(handle, 1));
            assertThat(state(connection)).isEqualTo(before);
            onOne.run(TransactionDefinition.of(isolation).readOnly(), handle -> read(handle, 1));
            assertThat(state(connection)).isEqualTo(before);
            onOne.run(TransactionDefinition.of(isolation).within(Duration.ofSeconds(1)), handle -> read(handle, 1));
            assertThat(state(connection)).isEqualTo(before);
            assertThatThrownBy(() -> onOne.use(isolation, handle -> {
                        throw new IOException("no");
                    }))
                    .isInstanceOf(IOException.class);
            assertThat(state(connection)).isEqualTo(before);
        }
    }

    /** What may leak; a subclass adds what is its database's own. */
    protected List<Object> state(Connection connection) throws SQLException {
        return List.of(
                connection.getTransactionIsolation(),
                connection.getAutoCommit(),
                connection.isReadOnly(),
                connection.getHoldability());
    }

    // Read-only.

    @ParameterizedTest
    @EnumSource(Isolation.class)
    void readOnlyReads(Isolation isolation) {
        accounts.set(1, 5);
        assertThat(transactor.<Integer, RuntimeException>run(
                        TransactionDefinition.of(isolation).readOnly(), handle -> read(handle, 1)))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(Isolation.class)
    void readOnlyDoesNotWrite(Isolation isolation) {
        accounts.set(1, 5);
        assertThatThrownBy(
                        () -> transactor.run(TransactionDefinition.of(isolation).readOnly(), handle -> {
                            write(handle, 1, 7);
                            return true;
                        }))
                .isInstanceOf(RuntimeException.class)
                .hasStackTraceContaining("read-only");
        assertThat(accounts.balance(1)).isEqualTo(5);
    }

    // After the commit.

    @Test
    void hooksRunInOrderAfterTheCommitAndMayUseTheDatabase() {
        accounts.set(1, 0);
        List<String> order = new ArrayList<>();
        transactor.use(READ_COMMITTED, handle -> {
            write(handle, 1, 7);
            Transactor.afterCommit(handle, () -> order.add("one sees " + accounts.balance(1)));
            Transactor.afterCommit(
                    handle, () -> transactor.use(READ_COMMITTED, inner -> order.add("two reads " + read(inner, 1))));
            order.add("body");
        });
        assertThat(order).containsExactly("body", "one sees 7", "two reads 7");
    }

    @Test
    void hooksDoNotRunWithoutACommit() {
        AtomicInteger hooks = new AtomicInteger();
        assertThatThrownBy(() -> transactor.use(READ_COMMITTED, handle -> {
                    Transactor.afterCommit(handle, hooks::incrementAndGet);
                    throw new IOException("no");
                }))
                .isInstanceOf(IOException.class);
        assertThat(hooks).hasValue(0);
    }

    @Test
    void aFailingHookIsReportedAndUndoesNothing() {
        accounts.set(1, 0);
        List<Throwable> told = new ArrayList<>();
        AtomicInteger later = new AtomicInteger();
        WantedException failure = new WantedException("the hook's own failure");
        Transactor listened = transactor(TransactorOptions.defaults().withListener(new TransactorListener() {
            @Override
            public void afterCommitFailed(Throwable thrown) {
                told.add(thrown);
            }
        }));
        TransactionOutcome<Integer> outcome = listened.attempt(TransactionDefinition.of(READ_COMMITTED), handle -> {
            write(handle, 1, 7);
            Transactor.afterCommit(handle, () -> {
                throw failure;
            });
            Transactor.afterCommit(handle, later::incrementAndGet);
            return 5;
        });
        assertThat(outcome).isEqualTo(new TransactionOutcome.Committed<>(5, List.of(failure)));
        assertThat(told).containsExactly(failure);
        assertThat(later).hasValue(1);
        assertThat(accounts.balance(1)).isEqualTo(7);
    }

    @Test
    void aHandleIsOverWithItsTransaction() {
        List<Handle> handles = new ArrayList<>();
        transactor.use(READ_COMMITTED, handles::add);
        assertThatThrownBy(() -> Transactor.afterCommit(handles.get(0), () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("over");
        assertThatThrownBy(() -> read(handles.get(0), 1)).isInstanceOf(RuntimeException.class);
    }

    // A transaction inside another.

    @Test
    void nestingIsRefusedAndNamed() {
        assertThatThrownBy(() -> transactor.use(
                        READ_COMMITTED, outer -> transactor.use(READ_COMMITTED, inner -> read(inner, 1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inside a transaction")
                .hasMessageContaining("Nesting.JOIN");
        Transactor second = transactor(TransactorOptions.defaults());
        assertThatThrownBy(() -> transactor.use(READ_COMMITTED, outer -> second.resolve("k")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> transactor.use(
                        READ_COMMITTED,
                        outer -> second.dataSource().getConnection().close()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("getConnection");
        assertThatThrownBy(() -> transactor.use(
                        READ_COMMITTED,
                        outer -> second.attempt(
                                TransactionDefinition.of(READ_COMMITTED).nesting(Nesting.JOIN), inner -> 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aJoinedBodyCommitsAndRollsBackWithTheOuterOne() {
        accounts.set(1, 0);
        TransactionDefinition joining = TransactionDefinition.of(READ_COMMITTED).nesting(Nesting.JOIN);
        transactor.use(
                SERIALIZABLE,
                outer -> transactor.run(joining, inner -> {
                    assertThat(inner).isSameAs(outer);
                    write(inner, 1, 7);
                    return true;
                }));
        assertThat(accounts.balance(1)).isEqualTo(7);
        assertThatThrownBy(() -> transactor.use(READ_COMMITTED, outer -> {
                    transactor.run(joining, inner -> inner.execute("UPDATE account SET balance = 8 WHERE id = 1"));
                    throw new IOException("later");
                }))
                .isInstanceOf(IOException.class);
        assertThat(accounts.balance(1)).isEqualTo(7);
    }

    @Test
    void aJoinedBodyThatThrewCannotBeCommittedByHalf() {
        accounts.set(1, 0);
        accounts.set(2, 0);
        assertThatThrownBy(() -> transactor.use(READ_COMMITTED, outer -> {
                    write(outer, 1, 7);
                    try {
                        transactor.run(TransactionDefinition.of(READ_COMMITTED).nesting(Nesting.JOIN), inner -> {
                            write(inner, 2, 7);
                            throw new IOException("half-way");
                        });
                    } catch (IOException e) {
                        assertThat(e).hasMessage("half-way");
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("joined");
        assertThat(accounts.balance(1)).isZero();
        assertThat(accounts.balance(2)).isZero();
    }

    @Test
    void joiningNeverWeakensWhatIsAskedFor() {
        TransactionDefinition serializable =
                TransactionDefinition.of(SERIALIZABLE).nesting(Nesting.JOIN);
        assertThatThrownBy(() -> transactor.use(REPEATABLE_READ, outer -> transactor.run(serializable, inner -> 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("isolated less");
        assertThatThrownBy(() -> transactor.run(
                        TransactionDefinition.of(SERIALIZABLE).readOnly(),
                        outer -> transactor.run(serializable, inner -> 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("read-only");
        assertThatThrownBy(() ->
                        transactor.use(SERIALIZABLE, outer -> transactor.run(serializable.key(key()), inner -> 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("key");
    }

    // Bad input and the end.

    @Test
    void nullIsNamed() {
        assertThatThrownBy(() -> Transactor.afterCommit(nothing(), () -> {}))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("handle");
        assertThatThrownBy(() -> transactor.run(READ_COMMITTED, nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("body");
        assertThatThrownBy(() -> TransactionDefinition.of(nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("isolation");
        assertThatThrownBy(() -> transactor.resolve(nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller without a null checker may pass
    private static <T> T nothing() {
        return null;
    }

    @Test
    void badDefinitionsAreRefused() {
        TransactionDefinition definition = TransactionDefinition.of(READ_COMMITTED);
        assertThatThrownBy(() -> definition.key(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the key is empty");
        assertThatThrownBy(() -> definition.key("x".repeat(201)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 200");
        assertThatThrownBy(() -> definition.within(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("positive");
        assertThatThrownBy(() -> definition.readOnly().key("k")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> TransactorOptions.defaults().withMaxAttempts(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
    }

    @Test
    void afterCloseNothingRuns() {
        transactor.close();
        transactor.close();
        assertThatThrownBy(() -> transactor.run(READ_COMMITTED, handle -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Transactor");
        assertThatThrownBy(() -> transactor.resolve("k")).isInstanceOf(IllegalStateException.class);
    }
}
