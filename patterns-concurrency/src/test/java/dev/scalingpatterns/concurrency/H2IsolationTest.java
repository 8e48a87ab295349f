package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.testkit.Race;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What H2's levels let through when two transactions meet at the worst moment, raw, and what a transactor's do. The raw half
 * is the control: without it nobody would know that the worst moment was met.
 */
class H2IsolationTest {

    /** {@code org.h2.engine.Constants.TRANSACTION_SNAPSHOT}. */
    private static final int SNAPSHOT = 6;

    private static H2Database database;

    private Accounts accounts;
    private Transactor transactor;

    @BeforeAll
    static void openDatabase() {
        database = H2Database.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void createAccounts() {
        accounts = new Accounts(database.dataSource());
        accounts.create();
        accounts.set(1, 100);
        accounts.set(2, 100);
        transactor = JdbiTransactor.builder(database.dataSource()).build();
    }

    /** Two transactions that both have read before one writes, if the level lets them. */
    private static final class Meeting {

        private final CountDownLatch both = new CountDownLatch(2);

        void meet() {
            both.countDown();
            try {
                // Where they run one after the other, the second has not even begun.
                boolean met = both.await(200, TimeUnit.MILLISECONDS);
                assertThat(met || both.getCount() <= 1).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private interface Reader {
        int read(int id) throws Exception;
    }

    private interface Writer {
        void write(int id, int balance) throws Exception;
    }

    private interface Work {
        void run(int thread, Meeting meeting, Reader reader, Writer writer) throws Exception;
    }

    private void withdrawal(int thread, Meeting meeting, Reader reader, Writer writer) throws Exception {
        int balance = reader.read(1);
        meeting.meet();
        if (balance >= 80) {
            writer.write(1, balance - 80);
            paid.incrementAndGet();
        }
    }

    /** Together the accounts must hold 100. */
    private void skewedWithdrawal(int thread, Meeting meeting, Reader reader, Writer writer) throws Exception {
        int sum = reader.read(1) + reader.read(2);
        meeting.meet();
        if (sum >= 200) {
            writer.write(thread + 1, 0);
        }
    }

    private final java.util.concurrent.atomic.AtomicInteger paid = new java.util.concurrent.atomic.AtomicInteger();

    /** How many of the two committed. */
    private long raw(int level, Work work) {
        Meeting meeting = new Meeting();
        return Race.of(2)
                .outcomes((thread, round) -> {
                    try (Connection connection = database.dataSource().getConnection()) {
                        connection.setAutoCommit(false);
                        connection.setTransactionIsolation(level);
                        work.run(
                                thread,
                                meeting,
                                id -> balance(connection, id),
                                (id, balance) -> write(connection, id, balance));
                        connection.commit();
                        return true;
                    }
                })
                .stream()
                .filter(Race.Outcome::succeeded)
                .count();
    }

    private static int balance(Connection connection, int id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT balance FROM account WHERE id = ?")) {
            select.setInt(1, id);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private static void write(Connection connection, int id, int balance) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE account SET balance = ? WHERE id = ?")) {
            update.setInt(1, balance);
            update.setInt(2, id);
            update.executeUpdate();
        }
    }

    private void transacted(Isolation isolation, Work work) {
        Meeting meeting = new Meeting();
        Race.of(2)
                .run((thread, round) -> transactor.use(isolation, handle -> {
                    paid.set(0);
                    work.run(
                            thread,
                            meeting,
                            id -> balance(handle.getConnection(), id),
                            (id, balance) -> write(handle.getConnection(), id, balance));
                }));
    }

    @Test
    void rawReadCommittedLosesAnUpdate() {
        assertThat(raw(Connection.TRANSACTION_READ_COMMITTED, this::withdrawal)).isEqualTo(2);
        // Both were paid 80, and 20 are left of 100.
        assertThat(paid).hasValue(2);
        assertThat(accounts.balance(1)).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, SNAPSHOT, Connection.TRANSACTION_SERIALIZABLE})
    void rawSnapshotsLoseNone(int level) {
        assertThat(raw(level, this::withdrawal)).isEqualTo(1);
        assertThat(accounts.balance(1)).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                SNAPSHOT,
                Connection.TRANSACTION_SERIALIZABLE
            })
    void everyRawLevelLetsWriteSkewThrough(int level) {
        assertThat(raw(level, this::skewedWithdrawal)).isEqualTo(2);
        assertThat(accounts.balance(1) + accounts.balance(2)).isZero();
    }

    @Test
    void rawRepeatableReadShowsTwoMoments() throws SQLException {
        accounts.execute("DROP TABLE IF EXISTS other_account");
        accounts.execute("CREATE TABLE other_account AS SELECT * FROM account");
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            int first = balance(connection, 1);
            accounts.execute("UPDATE account SET balance = 7");
            accounts.execute("UPDATE other_account SET balance = 7");
            try (PreparedStatement select = connection.prepareStatement("SELECT MAX(balance) FROM other_account");
                    ResultSet rows = select.executeQuery()) {
                rows.next();
                assertThat(first).isEqualTo(100);
                assertThat(rows.getInt(1)).isEqualTo(7);
            }
            connection.rollback();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Isolation.class,
            names = {"REPEATABLE_READ", "SERIALIZABLE"})
    void aTransactorLosesNoUpdateWhereItPromisesNone(Isolation isolation) {
        transacted(isolation, this::withdrawal);
        assertThat(accounts.balance(1)).isEqualTo(20);
        // The last run saw what the first one left, and paid nothing.
        assertThat(paid).hasValue(0);
    }

    @Test
    void aTransactorsSerializableLetsNoWriteSkewThrough() {
        transacted(Isolation.SERIALIZABLE, this::skewedWithdrawal);
        assertThat(accounts.balance(1) + accounts.balance(2)).isEqualTo(100);
    }

    @Test
    void aSerializableReaderSeesAMomentBetweenWriters() {
        // Writers move 100 between the accounts in a third; whatever moment a reader sees, the sum is whole.
        Race.of(4).rounds(20).run((thread, round) -> {
            if (thread < 2) {
                transactor.use(Isolation.SERIALIZABLE, handle -> {
                    Connection connection = handle.getConnection();
                    int moved = balance(connection, 1);
                    write(connection, 1, balance(connection, 2));
                    write(connection, 2, moved);
                });
            } else {
                int sum = transactor.run(
                        TransactionDefinition.of(Isolation.SERIALIZABLE).readOnly(),
                        handle -> balance(handle.getConnection(), 1) + balance(handle.getConnection(), 2));
                assertThat(sum).isEqualTo(200);
            }
        });
    }
}
