package dev.scalingpatterns.concurrency;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a body once, in one transaction. How it ended is decided by where it ended: before there was a connection, before
 * COMMIT was sent, by an answer to COMMIT, or without one.
 */
final class AttemptRunner {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

    private final Jdbi jdbi;

    AttemptRunner(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    <T extends @Nullable Object> Attempt<T> run(
            TransactionDefinition definition,
            Deadline deadline,
            TransactionBody<T, ?> body,
            @Nullable GuardRow guardRow) {
        Handle handle;
        try {
            handle = jdbi.open();
        } catch (ConnectionException e) {
            return new Attempt.Failed<>(Failure.CONNECTION, e);
        }
        try {
            return inHandle(handle, definition, deadline, body, guardRow);
        } finally {
            close(handle);
        }
    }

    private static <T extends @Nullable Object> Attempt<T> inHandle(
            Handle handle,
            TransactionDefinition definition,
            Deadline deadline,
            TransactionBody<T, ?> body,
            @Nullable GuardRow guardRow) {
        ActiveTransaction transaction = ActiveTransaction.of(handle);
        T value;
        boolean whole = false;
        try {
            transaction.begin(definition, deadline);
            if (guardRow != null) {
                guardRow.open(handle);
            }
            value = inBody(handle, transaction, body);
            transaction.requireCommittable();
            if (guardRow != null) {
                guardRow.done(handle);
            }
            whole = true;
        } catch (Exception e) {
            rollback(handle, transaction, e);
            return new Attempt.Failed<>(transaction.failure(), e);
        } finally {
            transaction.markEnding();
            if (!whole && transaction.isRunning()) {
                rollback(handle, transaction, null);
            }
        }
        return commit(handle, transaction, value);
    }

    private static <T extends @Nullable Object> T inBody(
            Handle handle, ActiveTransaction transaction, TransactionBody<T, ?> body) throws Exception {
        Borrowed.enter(transaction, handle);
        try {
            return body.run(handle);
        } finally {
            Borrowed.leave();
        }
    }

    private static <T extends @Nullable Object> Attempt<T> commit(
            Handle handle, ActiveTransaction transaction, T value) {
        List<Throwable> hookFailures = new ArrayList<>();
        try {
            handle.commit();
        } catch (TransactionException e) {
            if (!transaction.isCommitted()) {
                return notCommitted(handle, transaction, value, e);
            }
            hookFailures.add(e);
        } catch (RuntimeException e) {
            if (!transaction.isCommitted()) {
                // Not even an SQL exception: nothing says that COMMIT was refused.
                transaction.markBroken();
                return new Attempt.Lost<>(value, transaction.hooks(), new SQLException("the driver failed", e));
            }
            hookFailures.add(e);
        }
        return new Attempt.Done<>(value, transaction.hooks(), hookFailures);
    }

    private static <T extends @Nullable Object> Attempt<T> notCommitted(
            Handle handle, ActiveTransaction transaction, T value, TransactionException thrown) {
        SQLException cause = SqlErrors.find(thrown);
        if (cause == null || transaction.engine().leavesCommitUnknown(cause)) {
            transaction.markBroken();
            SQLException reason = cause == null ? new SQLException("the driver failed", thrown) : cause;
            return transaction.definition().isReadOnly()
                    ? new Attempt.Failed<>(Failure.CONNECTION, thrown)
                    : new Attempt.Lost<>(value, transaction.hooks(), reason);
        }
        transaction.failed(cause);
        rollback(handle, transaction, thrown);
        return new Attempt.Failed<>(transaction.failure(), thrown);
    }

    private static void rollback(Handle handle, ActiveTransaction transaction, @Nullable Exception reason) {
        transaction.markEnding();
        try {
            handle.rollback();
        } catch (RuntimeException e) {
            // The connection is thrown away, so the database rolls back when it notices.
            transaction.markBroken();
            if (reason != null && reason != e) {
                reason.addSuppressed(e);
            }
        }
    }

    private static void close(Handle handle) {
        try {
            handle.close();
        } catch (JdbiException e) {
            LOG.warn("a connection could not be given back and was thrown away", e);
        }
    }
}
