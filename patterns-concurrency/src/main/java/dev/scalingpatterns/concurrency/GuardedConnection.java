package dev.scalingpatterns.concurrency;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A connection, with its statements and results, that tells its transaction of every error and lets nobody but the
 * transactor end it. Errors are seen here and not in Jdbi's own hooks, because those miss what happens while a result is
 * read and what is done on the plain connection.
 */
final class GuardedConnection implements InvocationHandler {

    private final ActiveTransaction transaction;
    private final Connection raw;

    private GuardedConnection(ActiveTransaction transaction) {
        this.transaction = transaction;
        this.raw = transaction.raw();
    }

    static Connection of(ActiveTransaction transaction) {
        return proxy(Connection.class, new GuardedConnection(transaction));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(GuardedConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    ActiveTransaction transaction() {
        return transaction;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
        switch (method.getName()) {
            case "commit", "close", "abort", "setAutoCommit", "setTransactionIsolation", "setReadOnly" ->
                throw refused(method.getName());
            case "rollback" -> {
                return rollback(args);
            }
            case "prepareStatement" -> {
                transaction.beforeStatement(sql(args));
                return guarded(PreparedStatement.class, call(raw, method, args), proxy);
            }
            case "prepareCall" -> {
                transaction.beforeStatement(sql(args));
                return guarded(CallableStatement.class, call(raw, method, args), proxy);
            }
            case "createStatement" -> {
                transaction.beforeStatement(null);
                return guarded(Statement.class, call(raw, method, args), proxy);
            }
            case "setSavepoint" -> {
                transaction.beforeStatement(null);
                return call(raw, method, args);
            }
            default -> {
                return common(raw, proxy, method, args);
            }
        }
    }

    private static IllegalStateException refused(String method) {
        return new IllegalStateException(
                method + " on a transactor's connection: it begins and ends the transaction; return to commit, throw to"
                        + " roll back");
    }

    private @Nullable Object rollback(Object @Nullable [] args) throws SQLException {
        if (args == null || !(args[0] instanceof Savepoint savepoint)) {
            throw refused("rollback");
        }
        if (!transaction.isHealable()) {
            transaction.beforeStatement(null);
        }
        try {
            raw.rollback(savepoint);
        } catch (SQLException e) {
            transaction.failed(e);
            throw e;
        }
        transaction.wentBackToSavepoint();
        return null;
    }

    private static @Nullable String sql(Object @Nullable [] args) {
        return args != null && args[0] instanceof String sql ? sql : null;
    }

    private <S extends Statement> S guarded(Class<S> type, @Nullable Object statement, Object connection) {
        return proxy(type, (proxy, method, args) -> onStatement(statement, connection, proxy, method, args));
    }

    private @Nullable Object onStatement(
            @Nullable Object statement, Object connection, Object proxy, Method method, Object @Nullable [] args)
            throws Throwable {
        String name = method.getName();
        if (name.equals("getConnection")) {
            return connection;
        }
        if (name.startsWith("execute") || name.equals("addBatch")) {
            transaction.beforeStatement(sql(args));
        }
        Object result = common(statement, proxy, method, args);
        return result instanceof ResultSet rows ? guarded(rows, proxy) : result;
    }

    private ResultSet guarded(ResultSet rows, Object statement) {
        return proxy(
                ResultSet.class,
                (proxy, method, args) ->
                        method.getName().equals("getStatement") ? statement : common(rows, proxy, method, args));
    }

    /** What every guarded object does: itself where identity is asked for, else the real one, its errors seen. */
    private @Nullable Object common(@Nullable Object target, Object proxy, Method method, Object @Nullable [] args)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> args != null && proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "guarded " + target;
            };
        }
        return call(target, method, args);
    }

    private @Nullable Object call(@Nullable Object target, Method method, Object @Nullable [] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof SQLException sql) {
                transaction.failed(sql);
            }
            throw cause;
        }
    }
}
