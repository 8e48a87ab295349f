package dev.scalingpatterns.concurrency;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a transaction on one borrowed connection. It sees every error of every statement, so that none that ended
 * the transaction can be swallowed. Used by one thread.
 */
final class ActiveTransaction {

    private static final Duration LEAST_SLACK = Duration.ofMillis(50);

    private final DataSource source;
    private final Engine engine;
    private final Connection raw;
    private final Engine.Session session;
    private final List<Runnable> hooks = new ArrayList<>();

    private @Nullable TransactionDefinition definition;
    private @Nullable Deadline deadline;
    private Duration limited = Duration.ZERO;

    private boolean running;
    private boolean ending;
    private boolean committed;
    private boolean broken;
    private boolean finalFailure;
    private Failure failure = Failure.STATEMENT;
    private @Nullable SQLException ender;
    private boolean joinedBodyFailed;

    ActiveTransaction(DataSource source, Engine engine, Connection raw) throws SQLException {
        this.source = source;
        this.engine = engine;
        this.raw = raw;
        this.session = engine.session(raw);
    }

    /** The transaction to which a handle of a transactor belongs. */
    static ActiveTransaction of(Handle handle) {
        Objects.requireNonNull(handle, "handle");
        if (!handle.isClosed()) {
            Connection connection = handle.getConnection();
            if (Proxy.isProxyClass(connection.getClass())
                    && Proxy.getInvocationHandler(connection) instanceof GuardedConnection guarded) {
                return guarded.transaction();
            }
        }
        throw new IllegalStateException(
                "this handle is no transactor's, or its transaction is over: use the one given to the body");
    }

    void begin(TransactionDefinition how, Deadline until) throws SQLException {
        definition = how;
        deadline = until;
        limited = until.remaining();
        try {
            session.begin(how, limited);
        } catch (SQLException e) {
            failed(e);
            throw e;
        }
        running = true;
    }

    /** Asked before every statement. */
    void beforeStatement(@Nullable String sql) throws SQLException {
        if (!running) {
            throw new SQLException("this transaction is over: a handle is valid inside its body only", "25000");
        }
        if (ender != null) {
            throw new SQLException(
                    "this transaction was ended by an earlier error, which must not be swallowed: "
                            + ender.getMessage(),
                    "25000",
                    ender);
        }
        if (sql != null && !ending) {
            String refusal = engine.refusal(SqlText.firstWord(sql));
            if (!refusal.isEmpty()) {
                throw new IllegalStateException(SqlText.firstWord(sql) + " in a transaction: " + refusal);
            }
        }
        keepTime();
    }

    private void keepTime() throws SQLException {
        Duration left = Objects.requireNonNull(deadline).remaining();
        if (left.isZero()) {
            SQLException late = new SQLException("the transaction is out of time", "57014");
            endWith(late, Failure.TIMEOUT);
            throw late;
        }
        Duration slack = max(LEAST_SLACK, deadline.limit().dividedBy(10));
        if (limited.minus(left).compareTo(slack) > 0) {
            limited = left;
            session.limit(left);
        }
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Told of every error a statement of this transaction had. */
    void failed(SQLException error) {
        Failure meaning = engine.classify(error);
        if (meaning.endsTransaction()) {
            endWith(error, meaning);
        }
    }

    /** This transaction must not commit. The first reason counts. */
    void endWith(SQLException error, Failure meaning) {
        if (ender == null) {
            ender = error;
            failure = meaning;
        }
    }

    /** The transaction went back to a savepoint: what failed since then is undone. */
    void wentBackToSavepoint() {
        if (failure.isHealedBySavepoint()) {
            ender = null;
            failure = Failure.STATEMENT;
        }
    }

    boolean isHealable() {
        return ender == null || failure.isHealedBySavepoint();
    }

    /** Another attempt is no use, whatever the error. */
    void doNotRetry() {
        finalFailure = true;
    }

    /** What kept it from committing. */
    Failure failure() {
        return finalFailure ? Failure.ABORTED : failure;
    }

    /** A body that joined this transaction threw: what it left behind is a half. */
    void joinedBodyFailed() {
        joinedBodyFailed = true;
    }

    /** Refuses to commit what is not whole. */
    void requireCommittable() throws SQLException {
        if (ender != null) {
            throw new IllegalStateException(
                    "the body swallowed an error that ended its transaction; nothing was committed."
                            + " Let the exception through, or go back to a savepoint",
                    ender);
        }
        if (joinedBodyFailed) {
            throw new IllegalStateException("a body that joined this transaction threw, and the exception was"
                    + " swallowed; nothing was committed. Let it through, or run that body after this one");
        }
        keepTime();
        if (definition().isReadOnly() && session.hasWritten()) {
            throw new IllegalStateException("the transaction is read-only and has written; nothing was committed");
        }
    }

    void commit() throws SQLException {
        running = false;
        raw.commit();
        committed = true;
    }

    void rollback() throws SQLException {
        running = false;
        try {
            raw.rollback();
        } catch (SQLException e) {
            broken = true;
            throw e;
        }
    }

    /** Gives the connection back as it was borrowed, or throws it away. */
    void close() throws SQLException {
        running = false;
        try {
            if (!broken) {
                session.restore();
            }
        } catch (SQLException e) {
            broken = true;
        }
        if (broken) {
            Connections.discard(source, raw);
        }
        raw.close();
    }

    /** COMMIT had no answer: nobody else may get this connection. */
    void markBroken() {
        broken = true;
    }

    /** From here on the transactor itself is at work, not the body. */
    void markEnding() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }

    boolean isRunning() {
        return running;
    }

    boolean isCommitted() {
        return committed;
    }

    void afterCommit(Runnable hook) {
        Objects.requireNonNull(hook, "hook");
        if (!running || ending) {
            throw new IllegalStateException("this transaction is over: hooks are given while its body runs");
        }
        hooks.add(hook);
    }

    List<Runnable> hooks() {
        return hooks;
    }

    /** Limits waits for locks until {@link #unlimitLocks}, to no more than the transaction has left. */
    void limitLocks(Duration limit) {
        limitBy(left -> session.limitLocks(limit.compareTo(left) < 0 ? limit : left));
    }

    void unlimitLocks() {
        limitBy(left -> {
            limited = left;
            session.limit(left);
        });
    }

    private interface Limiting {
        void by(Duration left) throws SQLException;
    }

    private void limitBy(Limiting limiting) {
        try {
            limiting.by(Objects.requireNonNull(deadline).remaining());
        } catch (SQLException e) {
            failed(e);
            throw new TransactionException("cannot limit the time of statements", e);
        }
    }

    TransactionDefinition definition() {
        return Objects.requireNonNull(definition, "not begun");
    }

    DataSource source() {
        return source;
    }

    Engine engine() {
        return engine;
    }

    Connection raw() {
        return raw;
    }
}
