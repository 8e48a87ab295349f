package dev.scalingpatterns.concurrency;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;

/**
 * H2, as of 2.5. What had to be found out:
 *
 * <ul>
 *   <li>Its SERIALIZABLE is snapshot isolation and lets write skew through. Here every serializable transaction that writes
 *       first updates one row: H2 refuses that update when anyone committed such an update since the snapshot was taken, so
 *       what gets past it has seen all serializable transactions before it.
 *   <li>Its REPEATABLE READ takes one snapshot per table, so two tables may show two moments; its level SNAPSHOT is used.
 *   <li>The level belongs to the session and to set it commits: it is set before the transaction, and put back after it.
 *   <li>It ignores {@code setReadOnly}. Its transaction has a number only once it has written.
 *   <li>A lock timeout undoes the statement only.
 * </ul>
 */
final class H2Engine implements Engine {

    /** {@code org.h2.engine.Constants.TRANSACTION_SNAPSHOT}. */
    private static final int SNAPSHOT = 6;

    private static final Set<Integer> CONFLICTS = Set.of(40001, 90131);
    private static final Set<Integer> CONNECTION_ERRORS = Set.of(90067, 90098, 90121);
    private static final Set<String> TIMEOUT_STATES = Set.of("HYT00", "57014");
    private static final Set<String> ENDING = Set.of("COMMIT", "ROLLBACK", "BEGIN", "START", "PREPARE", "SHUTDOWN");
    private static final Set<String> COMMITTING = Set.of(
            "ALTER", "ANALYZE", "BACKUP", "COMMENT", "CREATE", "DROP", "GRANT", "REVOKE", "RUNSCRIPT", "TRUNCATE");

    private final Duration lockTimeout;
    private final Duration queryTimeout;

    private H2Engine(Duration lockTimeout, Duration queryTimeout) {
        this.lockTimeout = lockTimeout;
        this.queryTimeout = queryTimeout;
    }

    /** Remembers the time limits every connection of the pool starts with, to put them back. */
    static H2Engine of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("CALL LOCK_TIMEOUT()")) {
            result.next();
            return new H2Engine(Duration.ofMillis(result.getLong(1)), Duration.ofSeconds(statement.getQueryTimeout()));
        }
    }

    @Override
    public String name() {
        return "h2";
    }

    @Override
    public Failure classify(SQLException error) {
        if (SqlErrors.any(error, H2Engine::isConnectionError)) {
            return Failure.CONNECTION;
        }
        if (SqlErrors.any(
                error,
                e -> CONFLICTS.contains(e.getErrorCode()) || SqlErrors.state(e).equals("40001"))) {
            return Failure.CONFLICT;
        }
        return SqlErrors.any(error, e -> TIMEOUT_STATES.contains(SqlErrors.state(e)))
                ? Failure.TIMEOUT
                : Failure.STATEMENT;
    }

    private static boolean isConnectionError(SQLException e) {
        return SqlErrors.state(e).startsWith("08") || CONNECTION_ERRORS.contains(e.getErrorCode());
    }

    @Override
    public boolean leavesCommitUnknown(SQLException error) {
        return SqlErrors.any(
                error,
                e -> isConnectionError(e)
                        || SqlErrors.state(e).isEmpty()
                        || SqlErrors.state(e).equals("40003")
                        || e instanceof SQLNonTransientConnectionException
                        || e instanceof SQLTransientConnectionException
                        || e instanceof SQLRecoverableException
                        || e instanceof SQLTimeoutException);
    }

    @Override
    public boolean isDuplicateKey(SQLException error) {
        return SqlErrors.any(error, e -> SqlErrors.state(e).equals("23505"));
    }

    @Override
    public String refusal(String firstWord) {
        if (ENDING.contains(firstWord)) {
            return "the transactor begins and ends the transaction: return to commit, throw to roll back";
        }
        if (COMMITTING.contains(firstWord)) {
            return "H2 commits before it: run it outside a transaction, on Transactor.dataSource()";
        }
        return firstWord.equals("SET") ? "it would stay with the pooled connection" : "";
    }

    @Override
    public boolean serializesWriters() {
        return true;
    }

    @Override
    public String timeAfterMillis(long millis) {
        return "DATEADD('MILLISECOND', " + millis + ", CURRENT_TIMESTAMP)";
    }

    @Override
    public Session session(Connection raw) throws SQLException {
        return new H2Session(raw, raw.getAutoCommit(), raw.getTransactionIsolation());
    }

    private final class H2Session implements Session {

        private final Connection raw;
        private final boolean autoCommit;
        private final int isolation;
        private boolean locksLimited;
        private boolean queriesLimited;

        H2Session(Connection raw, boolean autoCommit, int isolation) {
            this.raw = raw;
            this.autoCommit = autoCommit;
            this.isolation = isolation;
        }

        @Override
        public void begin(TransactionDefinition definition, Duration limit) throws SQLException {
            raw.setAutoCommit(false);
            int level = level(definition.isolation());
            if (level != isolation) {
                raw.setTransactionIsolation(level);
            }
            limit(limit);
            // Readers need no turn: the writers' turns make every snapshot a moment between two of them.
            if (definition.isolation() == Isolation.SERIALIZABLE && !definition.isReadOnly()) {
                takeTurn();
            }
        }

        private static int level(Isolation asked) {
            return switch (asked) {
                case READ_COMMITTED -> Connection.TRANSACTION_READ_COMMITTED;
                case REPEATABLE_READ -> SNAPSHOT;
                case SERIALIZABLE -> Connection.TRANSACTION_SERIALIZABLE;
            };
        }

        private void takeTurn() throws SQLException {
            try (PreparedStatement turn =
                    raw.prepareStatement("UPDATE patterns_serial SET turns = turns + 1 WHERE id = 1")) {
                if (turn.executeUpdate() != 1) {
                    throw new SQLException("the row of patterns_serial is gone: migrate again", "02000");
                }
            }
        }

        @Override
        public void limit(Duration limit) throws SQLException {
            set("SET QUERY_TIMEOUT ?", limit);
            queriesLimited = true;
            if (locksLimited || limit.compareTo(lockTimeout) < 0) {
                limitLocks(limit.compareTo(lockTimeout) < 0 ? limit : lockTimeout);
            }
        }

        @Override
        public void limitLocks(Duration limit) throws SQLException {
            set("SET LOCK_TIMEOUT ?", limit);
            locksLimited = true;
        }

        private void set(String sql, Duration limit) throws SQLException {
            try (PreparedStatement set = raw.prepareStatement(sql)) {
                // Zero would mean no limit; the caller has seen to it that there is time left.
                set.setInt(1, (int) Math.min(Integer.MAX_VALUE, Math.max(1, limit.toMillis())));
                set.execute();
            }
        }

        @Override
        public boolean hasWritten() throws SQLException {
            try (Statement statement = raw.createStatement();
                    ResultSet result = statement.executeQuery("CALL TRANSACTION_ID()")) {
                return result.next() && result.getObject(1) != null;
            }
        }

        @Override
        public void restore() throws SQLException {
            if (queriesLimited) {
                try (PreparedStatement set = raw.prepareStatement("SET QUERY_TIMEOUT ?")) {
                    set.setInt(1, (int) Math.min(Integer.MAX_VALUE, queryTimeout.toMillis()));
                    set.execute();
                }
            }
            if (locksLimited) {
                set("SET LOCK_TIMEOUT ?", lockTimeout);
            }
            if (raw.getTransactionIsolation() != isolation) {
                raw.setTransactionIsolation(isolation);
            }
            raw.setAutoCommit(autoCommit);
        }
    }
}
