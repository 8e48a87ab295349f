package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.core.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The tables this module keeps in the user's database, all named {@code patterns_…}: keys of transactions, idempotent
 * calls, fences.
 *
 * <p>They are created by versioned files beside this class, {@code db/<engine>/V1__concurrency.sql} and so on, which
 * Flyway or Liquibase can run, or {@link #migrate} when asked. Every file notes its version in {@code patterns_schema}.
 */
public final class ConcurrencySchema {

    private static final List<String> FILES = List.of("V1__concurrency.sql");
    private static final String MODULE = "concurrency";
    private static final int MAX_ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ReentrantLock TURN = new ReentrantLock();

    private ConcurrencySchema() {}

    /**
     * Runs the files whose versions the database does not have; does nothing where there are none. Threads take turns;
     * where another process is at it too, this tries again.
     *
     * @throws ConfigurationException if the database is of a kind this version does not know
     * @throws UnavailableException if it cannot be reached or refuses a statement
     */
    public static void migrate(DataSource database) {
        Objects.requireNonNull(database, "database");
        // IF NOT EXISTS looks and then creates: two at once, and one of them fails.
        TURN.lock();
        try {
            migrateInTurn(database);
        } finally {
            TURN.unlock();
        }
    }

    /** Tries again after a failure: another process may have been at it, and every file may be run more than once. */
    private static void migrateInTurn(DataSource database) {
        Deadline deadline = Deadline.in(PATIENCE);
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = database.getConnection()) {
                runMissing(connection);
                return;
            } catch (SQLException e) {
                if (attempt >= MAX_ATTEMPTS || deadline.isOver()) {
                    throw new UnavailableException(
                            "concurrency.migrate", "", "the database cannot be reached or refuses", e);
                }
            }
            pause(attempt, deadline);
        }
    }

    private static void pause(int attempt, Deadline deadline) {
        try {
            Backoff.standard().pause(attempt, deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("concurrency.migrate", "", "interrupted", e);
        }
    }

    private static void runMissing(Connection connection) throws SQLException {
        Engine engine = Engine.of(connection);
        for (int version = version(connection); version < FILES.size(); version++) {
            for (String sql : statements(engine, FILES.get(version))) {
                execute(connection, sql);
            }
        }
    }

    /** The engine of a database that has every table. */
    static Engine check(DataSource database) {
        try (Connection connection = database.getConnection()) {
            Engine engine = Engine.of(connection);
            int version = version(connection);
            if (version < FILES.size()) {
                throw new ConfigurationException(
                        "transactor.open",
                        engine.name(),
                        "the tables of patterns-concurrency are at version " + version + " and not at " + FILES.size()
                                + ": run db/" + engine.name() + "/" + FILES.get(version)
                                + " from its jar, or call ConcurrencySchema.migrate, or set"
                                + " patterns.concurrency.migrate = true");
            }
            return engine;
        } catch (SQLException e) {
            throw new UnavailableException("transactor.open", "", "the database cannot be reached", e);
        }
    }

    private static int version(Connection connection) throws SQLException {
        if (!hasVersions(connection)) {
            return 0;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT version FROM patterns_schema WHERE module = '" + MODULE + "'")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    /** Only where this connection would find the table by its bare name. */
    private static boolean hasVersions(Connection connection) throws SQLException {
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(
                        connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (tables.next()) {
                if (tables.getString("TABLE_NAME").equalsIgnoreCase("patterns_schema")) {
                    return true;
                }
            }
            return false;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> statements(Engine engine, String file) {
        String path = "db/" + engine.name() + "/" + file;
        try (InputStream in = ConcurrencySchema.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + path);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String sql = text.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
            return Arrays.stream(sql.split(";\\s*(\n|$)", -1))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }
}
