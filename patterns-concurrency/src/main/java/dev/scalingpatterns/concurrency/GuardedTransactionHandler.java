package dev.scalingpatterns.concurrency;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.transaction.DelegatingTransactionHandler;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * What Jdbi's own transaction methods do on a transactor's handle: savepoints work, {@code inTransaction} is part of the
 * transaction there is, and nothing but the transactor begins or ends it.
 */
final class GuardedTransactionHandler implements TransactionHandler {

    private final ActiveTransaction transaction;
    private final Map<String, Savepoint> savepoints = new HashMap<>();

    private GuardedTransactionHandler(ActiveTransaction transaction) {
        this.transaction = transaction;
    }

    /** For Jdbi: it makes each handle a handler of its own. */
    static TransactionHandler perHandle() {
        return new DelegatingTransactionHandler(new LocalTransactionHandler()) {
            @Override
            public TransactionHandler specialize(Handle handle) {
                return new GuardedTransactionHandler(ActiveTransaction.of(handle));
            }
        };
    }

    @Override
    public void begin(Handle handle) {
        throw refused("begin");
    }

    @Override
    public void commit(Handle handle) {
        if (!transaction.isEnding()) {
            throw refused("commit");
        }
        try {
            transaction.commit();
        } catch (SQLException e) {
            throw new TransactionException("COMMIT failed", e);
        }
    }

    @Override
    public void rollback(Handle handle) {
        if (!transaction.isEnding()) {
            throw refused("rollback");
        }
        try {
            transaction.rollback();
        } catch (SQLException e) {
            throw new TransactionException("ROLLBACK failed", e);
        }
    }

    @Override
    public boolean isInTransaction(Handle handle) {
        return transaction.isRunning();
    }

    @Override
    public void savepoint(Handle handle, String name) {
        try {
            savepoints.put(name, handle.getConnection().setSavepoint(name));
        } catch (SQLException e) {
            throw new TransactionException("cannot set savepoint " + name, e);
        }
    }

    @Override
    public void rollbackToSavepoint(Handle handle, String name) {
        try {
            handle.getConnection().rollback(savepoint(name));
        } catch (SQLException e) {
            throw new TransactionException("cannot go back to savepoint " + name, e);
        }
    }

    @Override
    public void releaseSavepoint(Handle handle, String name) {
        try {
            handle.getConnection().releaseSavepoint(savepoint(name));
        } catch (SQLException e) {
            throw new TransactionException("cannot release savepoint " + name, e);
        }
        savepoints.remove(name);
    }

    private Savepoint savepoint(String name) {
        Savepoint savepoint = savepoints.get(name);
        if (savepoint == null) {
            throw new TransactionException("there is no savepoint " + name);
        }
        return savepoint;
    }

    /** As {@link Nesting#JOIN}: if the callback throws, what it left behind is a half. */
    @Override
    public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback) throws X {
        boolean whole = false;
        try {
            R result = callback.withHandle(handle);
            whole = true;
            return result;
        } finally {
            if (!whole) {
                transaction.joinedBodyFailed();
            }
        }
    }

    @Override
    public <R, X extends Exception> R inTransaction(
            Handle handle, TransactionIsolationLevel level, HandleCallback<R, X> callback) throws X {
        throw new IllegalStateException("the isolation is the transactor's: ask for it where the transaction begins");
    }

    private static IllegalStateException refused(String method) {
        return new IllegalStateException(method
                + " on a transactor's handle: it begins and ends the transaction; return to commit, throw to roll"
                + " back");
    }
}
