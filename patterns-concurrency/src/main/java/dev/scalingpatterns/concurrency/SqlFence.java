package dev.scalingpatterns.concurrency;

import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** The rows of {@code patterns_fence}: per name the greatest token that has written. It only grows. */
final class SqlFence {

    private SqlFence() {}

    static void check(Handle handle, String name, long token) {
        ActiveTransaction transaction = ActiveTransaction.of(handle);
        if (transaction.definition().isReadOnly()) {
            throw new IllegalStateException("a fence guards writes: the transaction is read-only");
        }
        if (advance(handle, name, token)) {
            return;
        }
        handle.savepoint("patterns_fence");
        try {
            handle.execute("INSERT INTO patterns_fence (name, token) VALUES (?, ?)", name, token);
            handle.releaseSavepoint("patterns_fence");
        } catch (JdbiException e) {
            SQLException sql = SqlErrors.find(e);
            if (sql == null || !transaction.engine().isDuplicateKey(sql)) {
                throw e;
            }
            handle.rollbackToSavepoint("patterns_fence");
            // The row is there, and the update above did not match it: a greater token was here, or the row is new.
            if (!advance(handle, name, token)) {
                refuse(handle, transaction, name, token, sql);
            }
        }
    }

    /** A row that this transaction's snapshot does not have yet says nothing: a new attempt will see it. */
    private static void refuse(
            Handle handle, ActiveTransaction transaction, String name, long token, SQLException duplicate) {
        boolean seen = handle.select("SELECT token FROM patterns_fence WHERE name = ?", name)
                .mapTo(Long.class)
                .findOne()
                .isPresent();
        if (!seen) {
            transaction.endWith(duplicate, Failure.CONFLICT);
        }
        throw new LeaseLostException("fence.check", name, token);
    }

    private static boolean advance(Handle handle, String name, long token) {
        return handle.execute("UPDATE patterns_fence SET token = ? WHERE name = ? AND token <= ?", token, name, token)
                == 1;
    }
}
