package dev.scalingpatterns.concurrency;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A pool whose network fails at chosen moments, the same way on every engine: at the borrow, at a statement, or around a
 * COMMIT. Part of the contract suites; safe for use by many threads.
 */
public final class FaultyPool implements DataSource {

    /** What happens to a COMMIT. */
    public enum CommitFault {
        /** It is done, and the answer is lost. */
        LOSE_REPLY,
        /** It never arrives, and the connection is gone. */
        LOSE_REQUEST,
        /** It is under way, the caller hears nothing, and it arrives at {@link FaultyPool#deliver}. */
        HOLD
    }

    private final DataSource pool;
    private final AtomicReference<@Nullable CommitFault> nextCommit = new AtomicReference<>();
    private final AtomicReference<@Nullable SQLException> refusal = new AtomicReference<>();
    private final AtomicInteger failingBorrows = new AtomicInteger();
    private final AtomicInteger failingStatements = new AtomicInteger();
    private final AtomicReference<@Nullable Connection> held = new AtomicReference<>();

    /** Wraps a pool that is sound. */
    public FaultyPool(DataSource pool) {
        this.pool = pool;
    }

    /** The next COMMIT meets this fault, those after it none. */
    public void atNextCommit(CommitFault fault) {
        nextCommit.set(fault);
    }

    /** The next COMMIT is answered with this error, and the transaction rolled back. */
    public void refuseNextCommit(SQLException answer) {
        refusal.set(answer);
    }

    /** So many borrows fail. */
    public void failBorrows(int count) {
        failingBorrows.set(count);
    }

    /** So many times the connection breaks when the body's marked statement, one that holds {@code account}, is prepared. */
    public void breakAtStatements(int count) {
        failingStatements.set(count);
    }

    /** Lets a held COMMIT arrive. */
    public void deliver() throws SQLException {
        Connection connection = held.getAndSet(null);
        if (connection == null) {
            throw new IllegalStateException("no COMMIT is held");
        }
        connection.commit();
        connection.close();
    }

    /** Whether a COMMIT is held. */
    public boolean isHolding() {
        return held.get() != null;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (failingBorrows.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            throw new SQLException("injected: no connection", "08001");
        }
        return (Connection) Proxy.newProxyInstance(
                FaultyPool.class.getClassLoader(), new Class<?>[] {Connection.class}, new Line(pool.getConnection()));
    }

    private static SQLException lost() {
        return new SQLException("injected: the connection was lost", "08006");
    }

    /** One connection. */
    private final class Line implements java.lang.reflect.InvocationHandler {

        private final Connection connection;
        private boolean gone;

        Line(Connection connection) {
            this.connection = connection;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
            if (gone) {
                return afterwards(method);
            }
            if (method.getName().equals("commit")) {
                SQLException refused = refusal.getAndSet(null);
                if (refused != null) {
                    connection.rollback();
                    throw refused;
                }
                CommitFault fault = nextCommit.getAndSet(null);
                if (fault != null) {
                    gone = true;
                    fail(fault);
                    throw lost();
                }
            }
            if (method.getName().equals("prepareStatement")
                    && args != null
                    && String.valueOf(args[0]).contains("account")
                    && failingStatements.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                gone = true;
                connection.rollback();
                connection.close();
                throw lost();
            }
            try {
                return method.invoke(connection, args);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }

        private void fail(CommitFault fault) throws SQLException {
            switch (fault) {
                case LOSE_REPLY -> {
                    connection.commit();
                    connection.close();
                }
                case LOSE_REQUEST -> {
                    connection.rollback();
                    connection.close();
                }
                case HOLD -> held.set(connection);
            }
        }

        private @Nullable Object afterwards(Method method) throws SQLException {
            return switch (method.getName()) {
                case "close", "abort" -> null;
                case "isClosed" -> true;
                case "toString" -> "a lost connection";
                default -> throw lost();
            };
        }
    }

    /** Delivers the held COMMIT in another thread as soon as there is one. */
    public CompletableFuture<Void> deliverSoon() {
        return CompletableFuture.runAsync(() -> {
            try {
                while (!isHolding()) {
                    Thread.sleep(5);
                }
                Thread.sleep(100);
                deliver();
            } catch (InterruptedException | SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return pool.getConnection(user, password);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return pool.isWrapperFor(type);
    }
}
