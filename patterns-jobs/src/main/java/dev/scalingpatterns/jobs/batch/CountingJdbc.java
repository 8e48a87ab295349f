package dev.scalingpatterns.jobs.batch;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Arrays;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * JDBC in proxies that count what is executed. Dynamic proxies instead of some two hundred forwarding methods: they cost
 * some tens of nanoseconds per call, and go along with each new version of JDBC.
 */
final class CountingJdbc {

    private static final int[] NONE = {};

    private CountingJdbc() {}

    static DataSource wrap(DataSource dataSource, QueryCounter counter) {
        return proxy(DataSource.class, new DataSourceHandler(dataSource, counter));
    }

    static Connection wrap(Connection connection, QueryCounter counter) {
        return proxy(Connection.class, new ConnectionHandler(connection, counter));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(CountingJdbc.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** Passes all calls on; a subclass looks at some of them. */
    private abstract static class Handler<T> implements InvocationHandler {

        final T target;
        final QueryCounter counter;

        Handler(T target, QueryCounter counter) {
            this.target = target;
            this.counter = counter;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
            if (method.getDeclaringClass() == Object.class && method.getName().equals("equals")) {
                return args != null && proxy == args[0];
            }
            if (args != null && args[0] instanceof Class<?> type && type.isInstance(proxy)) {
                if (method.getName().equals("unwrap")) {
                    return proxy;
                }
                if (method.getName().equals("isWrapperFor")) {
                    return true;
                }
            }
            try {
                return call(proxy, method, args);
            } catch (InvocationTargetException e) {
                Throwable cause = e.getCause();
                throw cause == null ? e : cause;
            }
        }

        @Nullable Object call(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
            return method.invoke(target, args);
        }
    }

    private static final class DataSourceHandler extends Handler<DataSource> {

        DataSourceHandler(DataSource target, QueryCounter counter) {
            super(target, counter);
        }

        @Override
        @Nullable Object call(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
            Object result = super.call(proxy, method, args);
            return result instanceof Connection connection ? wrap(connection, counter) : result;
        }
    }

    private static final class ConnectionHandler extends Handler<Connection> {

        ConnectionHandler(Connection target, QueryCounter counter) {
            super(target, counter);
        }

        @Override
        @Nullable Object call(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
            Object result = super.call(proxy, method, args);
            if (!(result instanceof Statement statement)) {
                return result;
            }
            String sql = args != null && args[0] instanceof String text ? text : null;
            StatementHandler handler = new StatementHandler(statement, counter, (Connection) proxy, sql);
            if (result instanceof CallableStatement) {
                return proxy(CallableStatement.class, handler);
            }
            return result instanceof PreparedStatement
                    ? proxy(PreparedStatement.class, handler)
                    : proxy(Statement.class, handler);
        }
    }

    private static final class StatementHandler extends Handler<Statement> {

        private final Connection connection;
        private final @Nullable String prepared;
        private int[] parameters = NONE;
        private int parameterCount;

        StatementHandler(Statement target, QueryCounter counter, Connection connection, @Nullable String prepared) {
            super(target, counter);
            this.connection = connection;
            this.prepared = prepared;
        }

        @Override
        @Nullable Object call(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
            String name = method.getName();
            if (name.startsWith("execute")) {
                execute(args);
            } else if (name.equals("getConnection")) {
                return connection;
            } else if (prepared != null && args != null && args.length >= 2 && name.startsWith("set")) {
                if (args[0] instanceof Integer index && index > 0) {
                    set(index - 1, name.equals("setNull") ? null : args[1]);
                }
            }
            return super.call(proxy, method, args);
        }

        private void execute(Object @Nullable [] args) {
            if (args != null && args[0] instanceof String sql) {
                counter.executed(sql, NONE, 0);
            } else {
                counter.executed(prepared == null ? "(batch of statements)" : prepared, parameters, parameterCount);
            }
        }

        private void set(int index, @Nullable Object value) {
            if (index >= parameters.length) {
                parameters = Arrays.copyOf(parameters, Math.max(4, index * 2));
            }
            parameters[index] = value instanceof Object[] array ? Arrays.deepHashCode(array) : hash(value);
            parameterCount = Math.max(parameterCount, index + 1);
        }

        private static int hash(@Nullable Object value) {
            return value instanceof byte[] bytes ? Arrays.hashCode(bytes) : value == null ? 0 : value.hashCode();
        }
    }
}
