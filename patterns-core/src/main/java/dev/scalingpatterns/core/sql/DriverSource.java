package dev.scalingpatterns.core.sql;

import dev.scalingpatterns.core.BackendUrl;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections by a driver, with timeouts. The pool gets this instead of the URL, so that no message or log of the
 * pool's can hold a password, and what a driver says when it cannot connect passes the mask.
 */
final class DriverSource implements DataSource, AutoCloseable {

    private final Driver driver;
    private final BackendUrl url;
    private final Properties properties;
    private final @Nullable Duration socketTimeout;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private DriverSource(Driver driver, BackendUrl url, Properties properties, @Nullable Duration socketTimeout) {
        this.driver = driver;
        this.url = url;
        this.properties = properties;
        this.socketTimeout = socketTimeout;
    }

    static DriverSource of(
            BackendUrl url,
            Duration connectTimeout,
            Duration socketTimeout,
            @Nullable String user,
            @Nullable String password) {
        Driver driver = Drivers.find(url);
        Properties properties = new Properties();
        Drivers.timeouts(url, connectTimeout).forEach(properties::setProperty);
        if (user != null && password != null) {
            properties.setProperty("user", user);
            properties.setProperty("password", password);
        }
        return new DriverSource(driver, url, properties, Drivers.setsSocketTimeout(url) ? socketTimeout : null);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection;
        try {
            connection = driver.connect(url.value(), copyOfProperties());
        } catch (SQLException e) {
            throw OpenErrors.masked(url, e, properties.getProperty("password"));
        }
        if (connection == null) {
            throw new SQLException("the driver does not take this URL", "08001");
        }
        if (socketTimeout != null) {
            allowLongStatements(connection, socketTimeout);
        }
        remember(connection);
        return connection;
    }

    /** A connection that the pool asked for before it was closed and gets afterwards is the pool's no more. */
    private void remember(Connection connection) throws SQLException {
        open.removeIf(DriverSource::isClosed);
        open.add(connection);
        if (closed) {
            close();
            throw new SQLException("the pool is closed", "08003");
        }
    }

    /** Closes what the pool left open: a connection that arrives while the pool closes is dropped by it, not closed. */
    @Override
    public void close() {
        closed = true;
        open.forEach(DriverSource::closeQuietly);
        open.removeIf(DriverSource::isClosed);
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It was given up already.
        }
    }

    /** The handshake had the short timeout; from here on statements may take longer. */
    private static void allowLongStatements(Connection connection, Duration timeout) throws SQLException {
        try {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private Properties copyOfProperties() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the user is chosen when the pool is opened");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // Drivers log by their own means.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // The timeouts are the driver's, set when this was made.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("no java.util.logging here");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("not a " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
