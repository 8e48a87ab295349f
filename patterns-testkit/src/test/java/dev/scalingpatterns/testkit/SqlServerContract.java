package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What both SQL servers must do, by their real drivers. */
abstract class SqlServerContract {

    private final TestServer server;
    private String url = "";

    SqlServerContract(TestServer server) {
        this.server = server;
    }

    abstract String newDatabase();

    abstract String direct(String url);

    /** Adds the driver's own bound on waiting, one second. */
    abstract String impatient(String url);

    @BeforeEach
    void createTable() throws SQLException {
        url = newDatabase();
        execute("CREATE TABLE note (text VARCHAR(100))");
    }

    @Test
    void servesAndEachDatabaseIsEmpty() throws SQLException {
        execute("INSERT INTO note VALUES ('grüße')");
        assertThat(read(url)).isEqualTo("grüße");
        assertThat(read(direct(url))).isEqualTo("grüße");
        String other = newDatabase();
        assertThat(other).isNotEqualTo(url);
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> read(other));
    }

    @Test
    void comesBackWithItsDataAfterAKillUnderOpenTransactions() throws SQLException {
        execute("INSERT INTO note VALUES ('committed')");
        try (Connection open = DriverManager.getConnection(url);
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("UPDATE note SET text = 'not committed'");
            server.kill();
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute("SELECT 1"));
        }
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> read(url));
        server.restart();
        assertThat(read(url)).isEqualTo("committed");
    }

    @Test
    void comesBackWithItsDataAfterAnOrderlyRestart() throws SQLException {
        execute("INSERT INTO note VALUES ('kept')");
        server.restart();
        assertThat(read(url)).isEqualTo("kept");
    }

    @Test
    void standsStillWhileFrozen() throws SQLException {
        execute("INSERT INTO note VALUES ('ice')");
        try (Connection open = DriverManager.getConnection(impatient(url));
                Statement statement = open.createStatement()) {
            assertThat(first(statement)).isEqualTo("ice");
            server.freeze();
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> first(statement));
        }
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> read(impatient(url)));
        server.thaw();
        assertThat(read(url)).isEqualTo("ice");
    }

    @Test
    void canBeKilledWhileFrozen() throws SQLException {
        execute("INSERT INTO note VALUES ('cold')");
        server.freeze();
        server.kill();
        server.restart();
        assertThat(read(url)).isEqualTo("cold");
    }

    @Test
    void hearsNothingWhileCutOff() throws SQLException {
        execute("INSERT INTO note VALUES ('wire')");
        server.cutOff();
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> read(impatient(url)));
        assertThat(read(direct(url))).isEqualTo("wire");
        server.reconnect();
        assertThat(read(url)).isEqualTo("wire");
    }

    @Test
    void answersLateWhileDelayed() throws SQLException {
        Duration delay = Duration.ofMillis(300);
        try (Connection open = DriverManager.getConnection(url);
                Statement statement = open.createStatement()) {
            statement.execute("SELECT 1");
            server.delay(delay);
            long start = System.nanoTime();
            statement.execute("SELECT 1");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
        }
    }

    @Test
    void losesTheReplyToACommitButNotTheCommit() throws SQLException {
        try (Connection open = DriverManager.getConnection(url);
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("INSERT INTO note VALUES ('unheard')");
            server.relay().loseReplyTo("COMMIT");
            assertThatExceptionOfType(SQLException.class).isThrownBy(open::commit);
        }
        assertThat(read(url)).isEqualTo("unheard");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String read(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            return first(statement);
        }
    }

    static String first(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT text FROM note")) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
