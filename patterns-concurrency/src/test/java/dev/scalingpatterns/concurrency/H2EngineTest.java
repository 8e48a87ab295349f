package dev.scalingpatterns.concurrency;

import static dev.scalingpatterns.concurrency.Isolation.READ_COMMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.List;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class H2EngineTest {

    private static H2Database database;
    private static Engine engine;

    @BeforeAll
    static void openDatabase() throws SQLException {
        database = H2Database.open();
        try (Connection connection = database.dataSource().getConnection()) {
            engine = Engine.of(connection);
        }
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        "40001, 40001, CONFLICT",
        "90131, 90131, CONFLICT",
        "HYT00, 50200, TIMEOUT",
        "57014, 57014, TIMEOUT",
        "90067, 90067, CONNECTION",
        "90098, 90098, CONNECTION",
        "90121, 90121, CONNECTION",
        "08006, 0, CONNECTION",
        "23505, 23505, STATEMENT",
        "42S02, 42102, STATEMENT",
        "22003, 22003, STATEMENT"
    })
    void errorsOfStatements(String state, int code, Failure meaning) {
        SQLException error = new SQLException("reason", state, code);
        assertThat(engine.classify(error)).isEqualTo(meaning);
        assertThat(engine.classify(new SQLException("driver", "HY000", 0, error)))
                .isEqualTo(meaning);
        BatchUpdateException batch = new BatchUpdateException("batch", "HY000", new int[0]);
        batch.setNextException(error);
        assertThat(engine.classify(batch)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource({
        "08000, 0, true",
        "08003, 0, true",
        "08006, 0, true",
        "08007, 0, true",
        "40003, 0, true",
        "90067, 90067, true",
        "90098, 90098, true",
        "90121, 90121, true",
        ", 0, true",
        "40001, 40001, false",
        "23505, 23505, false",
        "HY000, 50000, false"
    })
    void errorsOfCommit(String state, int code, boolean unknown) {
        assertThat(engine.leavesCommitUnknown(new SQLException("reason", state, code)))
                .isEqualTo(unknown);
    }

    @Test
    void aTimeoutOfCommitIsUnknown() {
        assertThat(engine.leavesCommitUnknown(new SQLTimeoutException("socket", "HY000")))
                .isTrue();
    }

    /** The errors above as the live engine gives them. */
    @Test
    void theLiveEngineAgrees() {
        Accounts accounts = new Accounts(database.dataSource());
        accounts.create();
        accounts.set(1, 0);
        assertThat(engine.classify(error(connection -> {
                    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                    execute(connection, "SELECT * FROM account");
                    accounts.change(1, 5);
                    execute(connection, "UPDATE account SET balance = 6 WHERE id = 1");
                })))
                .isEqualTo(Failure.CONFLICT);
        SQLException locked = accounts.whileLocked(
                1, () -> error(connection -> execute(connection, "UPDATE account SET balance = 6 WHERE id = 1")));
        assertThat(engine.classify(locked)).isEqualTo(Failure.TIMEOUT);
        SQLException duplicate =
                error(connection -> execute(connection, "INSERT INTO account (id, balance) VALUES (1, 1)"));
        assertThat(engine.classify(duplicate)).isEqualTo(Failure.STATEMENT);
        assertThat(engine.isDuplicateKey(duplicate)).isTrue();
        assertThat(engine.isDuplicateKey(locked)).isFalse();
    }

    private interface Work {
        void run(Connection connection) throws SQLException;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static SQLException error(Work work) {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try {
                work.run(connection);
            } catch (SQLException e) {
                return e;
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("no error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE x (id INTEGER)",
                "-- a comment\n drop table account",
                "/* c */ALTER TABLE account ADD x INTEGER",
                "truncate table account",
                "SET LOCK_TIMEOUT 5",
                "COMMIT",
                " ;rollback",
                "BEGIN"
            })
    void whatWouldEndOrOutliveTheTransactionIsRefused(String sql) {
        Accounts accounts = new Accounts(database.dataSource());
        accounts.create();
        accounts.set(1, 0);
        Transactor transactor = JdbiTransactor.builder(database.dataSource()).build();
        assertThatThrownBy(() -> transactor.use(READ_COMMITTED, handle -> {
                    handle.execute("UPDATE account SET balance = 7 WHERE id = 1");
                    handle.execute(sql);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in a transaction");
        assertThat(accounts.balance(1)).isZero();
    }

    @Test
    void aRunawayStatementEndsAtTheDeadline() {
        Transactor transactor = JdbiTransactor.builder(database.dataSource()).build();
        Deadline patience = Deadline.in(java.time.Duration.ofSeconds(10));
        assertThatThrownBy(() -> transactor.run(
                        TransactionDefinition.of(READ_COMMITTED).within(java.time.Duration.ofMillis(200)),
                        handle -> handle.select("SELECT COUNT(*) FROM SYSTEM_RANGE(1, 1000000) a,"
                                        + " SYSTEM_RANGE(1, 1000000) b WHERE MOD(a.x * b.x, 7) = 3")
                                .mapTo(Long.class)
                                .one()))
                .isInstanceOf(dev.scalingpatterns.core.UnavailableException.class)
                .hasMessageContaining("out of time");
        assertThat(patience.isOver()).isFalse();
    }

    @Test
    void anErrorWhileReadingIsSeenToo() {
        Transactor transactor = JdbiTransactor.builder(database.dataSource()).build();
        assertThatThrownBy(() -> transactor.use(
                        READ_COMMITTED,
                        handle -> handle.select("SELECT 1 AS a")
                                .map((rows, context) -> rows.getInt("b"))
                                .one()))
                .isInstanceOf(JdbiException.class);
        List<Integer> one = transactor.run(
                READ_COMMITTED,
                handle -> handle.select("SELECT 1").mapTo(Integer.class).list());
        assertThat(one).containsExactly(1);
    }
}
