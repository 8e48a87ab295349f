package dev.scalingpatterns.concurrency;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * The rows of {@code patterns_transaction}: one per key, written first and last by its transaction.
 *
 * <p>The invariant: a row is OPEN only inside its own transaction, so the first statement's row can only be seen committed
 * as DONE. A row VOID is a tombstone: whoever put it there knows that no earlier attempt has committed and, because the key
 * is unique, that none ever will. All of it is judged by the primary key's index, never by a read: a COMMIT still on its
 * way holds the index entry, so an insert waits for it where a SELECT would see nothing.
 */
final class TransactionKeys {

    private static final String SELECT =
            "SELECT state, owner, attempt FROM patterns_transaction WHERE tx_key = ? FOR UPDATE";

    private final Engine engine;

    TransactionKeys(Engine engine) {
        this.engine = engine;
    }

    /** A row as it is committed. */
    record Row(boolean done, String owner, int attempt) {}

    /** First statement of a first attempt. */
    void open(Connection connection, String key, String owner) throws SQLException {
        update(
                connection,
                "INSERT INTO patterns_transaction (tx_key, owner, attempt, state, changed_at)"
                        + " VALUES (?, ?, 1, 'OPEN', CURRENT_TIMESTAMP)",
                key,
                owner);
    }

    /** First statement of an attempt after one that was found not to have committed: takes its tombstone over. */
    boolean reopen(Connection connection, String key, String owner, int tombstone) throws SQLException {
        return update(
                        connection,
                        "UPDATE patterns_transaction SET state = 'OPEN', owner = ?, attempt = attempt + 1,"
                                + " changed_at = CURRENT_TIMESTAMP WHERE tx_key = ? AND state = 'VOID' AND attempt = ?",
                        owner,
                        key,
                        tombstone)
                == 1;
    }

    /** Last statement of an attempt. Not one row: the transaction that wrote the first is not this one any more. */
    boolean done(Connection connection, String key, String owner) throws SQLException {
        return update(
                        connection,
                        "UPDATE patterns_transaction SET state = 'DONE', changed_at = CURRENT_TIMESTAMP"
                                + " WHERE tx_key = ? AND owner = ? AND state = 'OPEN'",
                        key,
                        owner)
                == 1;
    }

    /** Lays a tombstone. Waits for whoever holds the key; fails if a row is committed. */
    void bury(Connection connection, String key) throws SQLException {
        update(
                connection,
                "INSERT INTO patterns_transaction (tx_key, owner, attempt, state, changed_at)"
                        + " VALUES (?, '', 0, 'VOID', CURRENT_TIMESTAMP)",
                key);
    }

    /** Lays a tombstone over a tombstone, so that nobody who knew the old one can take it over. */
    void buryAgain(Connection connection, String key) throws SQLException {
        update(
                connection,
                "UPDATE patterns_transaction SET attempt = attempt + 1, owner = '', changed_at = CURRENT_TIMESTAMP"
                        + " WHERE tx_key = ? AND state = 'VOID'",
                key);
    }

    /** The committed row, locked; waits for whoever is changing it. */
    Optional<Row> lock(Connection connection, String key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setString(1, key);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Row(rows.getString(1).equals("DONE"), rows.getString(2), rows.getInt(3)))
                        : Optional.empty();
            }
        }
    }

    /** Removes rows that have not changed for this long. */
    long purge(Connection connection, Duration olderThan) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM patterns_transaction WHERE changed_at < "
                        + engine.timeAfterMillis(-olderThan.toMillis()))) {
            return delete.executeLargeUpdate();
        }
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
