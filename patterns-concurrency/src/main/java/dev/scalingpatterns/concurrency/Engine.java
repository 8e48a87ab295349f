package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.ConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What is particular to one kind of database: its errors, its levels of isolation, its SQL. */
interface Engine {

    /** The engine behind a connection. */
    static Engine of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        if (product.equals("H2")) {
            return H2Engine.of(connection);
        }
        throw new ConfigurationException(
                "transactor.open", product, "this version knows H2 only: use a jdbc:h2: URL, or a later version");
    }

    /** The folder of its SQL files. */
    String name();

    /** What an error of a statement means for its transaction. */
    Failure classify(SQLException error);

    /**
     * Whether an error of COMMIT leaves open what became of it. Every other error of COMMIT is the database's word that it
     * rolled back.
     */
    boolean leavesCommitUnknown(SQLException error);

    /** Whether an error says that a unique key is there already. */
    boolean isDuplicateKey(SQLException error);

    /** Why a statement beginning with this word must not run in a transaction; empty if it may. */
    String refusal(String firstWord);

    /** Whether serializable transactions that write must run one at a time, or they only get in each other's way. */
    boolean serializesWriters();

    /** An SQL expression for the database's time so many milliseconds from now. */
    String timeAfterMillis(long millis);

    /** The part of an engine that belongs to one borrowed connection. */
    Session session(Connection raw) throws SQLException;

    /** Prepares one connection for a transaction, and leaves it as it was. */
    interface Session {

        /** Begins, at a level no weaker than the one asked for. */
        void begin(TransactionDefinition definition, Duration limit) throws SQLException;

        /** Sets how long statements and waits for locks may take from now on. */
        void limit(Duration limit) throws SQLException;

        /** Sets how long a wait for a lock may take, until {@link #limit} is called. */
        void limitLocks(Duration limit) throws SQLException;

        /** Whether this transaction, which should only read, has written. */
        boolean hasWritten() throws SQLException;

        /** Puts the connection back into the state in which it was borrowed. */
        void restore() throws SQLException;
    }
}
