package dev.scalingpatterns.concurrency;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what became of a keyed transaction whose COMMIT had no answer. The protocol: insert a tombstone under its key
 * and commit that. If the key is there, the row says it; if the insert went through, the transaction has not committed and
 * never will; if it waits, the transaction is in flight.
 */
final class KeyResolver {

    private static final Duration LOCK_WAIT = Duration.ofMillis(250);

    private final DataSource source;
    private final Engine engine;
    private final TransactionKeys keys;

    KeyResolver(DataSource source, Engine engine, TransactionKeys keys) {
        this.source = source;
        this.engine = engine;
        this.keys = keys;
    }

    /**
     * What was found.
     *
     * @param owner who committed
     * @param tombstone the number on the tombstone that was laid
     */
    record Found(Resolution resolution, String owner, OptionalInt tombstone) {

        private static final Found IN_FLIGHT = new Found(Resolution.IN_FLIGHT, "", OptionalInt.empty());

        private static Found committed(String owner) {
            return new Found(Resolution.COMMITTED, owner, OptionalInt.empty());
        }

        private static Found buried(int tombstone) {
            return new Found(Resolution.NOT_COMMITTED, "", OptionalInt.of(tombstone));
        }
    }

    /** Asks once. */
    Found resolve(String key, Deadline deadline) throws SQLException {
        if (inTransaction(deadline, connection -> bury(connection, key)) != null) {
            return Found.buried(0);
        }
        Found found = inTransaction(deadline, connection -> examine(connection, key));
        return found == null ? Found.IN_FLIGHT : found;
    }

    /** What is known of a key without changing it. */
    Optional<TransactionKeys.Row> look(String key, Deadline deadline) throws SQLException {
        Optional<TransactionKeys.Row> row = inTransaction(deadline, connection -> keys.lock(connection, key));
        return row == null ? Optional.empty() : row;
    }

    /** Null if the key is there, or someone is at work on it. */
    private @Nullable Boolean bury(Connection connection, String key) throws SQLException {
        try {
            keys.bury(connection, key);
            return true;
        } catch (SQLException e) {
            if (engine.isDuplicateKey(e)) {
                return null;
            }
            throw e;
        }
    }

    /** Null if the row has gone meanwhile, so that all is open again. */
    private @Nullable Found examine(Connection connection, String key) throws SQLException {
        Optional<TransactionKeys.Row> row = keys.lock(connection, key);
        if (row.isEmpty()) {
            return null;
        }
        if (row.get().done()) {
            return Found.committed(row.get().owner());
        }
        keys.buryAgain(connection, key);
        return Found.buried(row.get().attempt() + 1);
    }

    private interface Work<T> {
        @Nullable T run(Connection connection) throws SQLException;
    }

    /** A small transaction of its own. Null from the work, or a lock that is held, rolls back and answers null. */
    private <T> @Nullable T inTransaction(Deadline deadline, Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            Engine.Session session = engine.session(connection);
            boolean clean = false;
            try {
                session.begin(TransactionDefinition.of(Isolation.READ_COMMITTED), atLeastLockWait(deadline));
                session.limitLocks(LOCK_WAIT);
                T result = work.run(connection);
                if (result == null) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
                clean = true;
                return result;
            } catch (SQLException e) {
                clean = rolledBack(connection, e);
                if (clean && engine.classify(e) == Failure.TIMEOUT) {
                    return null;
                }
                throw e;
            } finally {
                giveBack(connection, session, clean);
            }
        }
    }

    private static Duration atLeastLockWait(Deadline deadline) {
        Duration left = deadline.remaining();
        return left.compareTo(LOCK_WAIT) < 0 ? LOCK_WAIT : left;
    }

    private static boolean rolledBack(Connection connection, SQLException reason) {
        try {
            connection.rollback();
            return true;
        } catch (SQLException e) {
            reason.addSuppressed(e);
            return false;
        }
    }

    private void giveBack(Connection connection, Engine.Session session, boolean clean) throws SQLException {
        if (clean) {
            session.restore();
        } else {
            Connections.discard(source, connection);
        }
    }
}
