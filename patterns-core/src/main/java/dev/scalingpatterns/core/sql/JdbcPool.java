package dev.scalingpatterns.core.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.core.Guard;
import dev.scalingpatterns.core.GuardListener;
import dev.scalingpatterns.core.UnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections to one SQL database: HikariCP underneath, Jdbi on top, and a bound on every wait.
 *
 * <p>Opening connects once, so that a wrong URL, password or server is found at start and not by the first user. What
 * stands behind the {@code ?} (or H2's {@code ;}) of the URL goes to the driver untouched and wins over the defaults here.
 * Connections are in auto-commit mode when borrowed, as JDBC has it. Safe for use by many threads.
 *
 * <p>A borrowed connection cannot be rescued by the pool: it is the driver's socket timeout that ends a wait on a dead
 * server, so one is always set ({@link Builder#socketTimeout}).
 */
public final class JdbcPool implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final BackendUrl url;
    private final DriverSource source;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final SqlProbe probe;
    private final Guard guard;

    private JdbcPool(Builder options, DriverSource source, HikariDataSource pool) {
        this.url = options.url;
        this.source = source;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        this.probe = new SqlProbe(source, pool.getPoolName());
        this.guard = Guard.builder(options.name)
                .deadline(options.borrowTimeout.multipliedBy(2))
                .slowCall(options.socketTimeout)
                .translator(new SqlErrors())
                .listener(options.listener)
                .probe(probe.scheduler(), probe)
                .build();
    }

    /**
     * The one pool of these backends for a URL, with the defaults of {@link Builder}; closed with the backends.
     *
     * @throws ConfigurationException if the URL, its driver, user, password or database will not do
     * @throws UnavailableException if the server cannot be reached in time
     */
    public static JdbcPool shared(Backends backends, BackendUrl url) {
        return backends.shared(JdbcPool.class, url.value(), () -> open(url));
    }

    /**
     * A pool of its own with the defaults of {@link Builder}; the caller closes it.
     *
     * @throws ConfigurationException if the URL, its driver, user, password or database will not do
     * @throws UnavailableException if the server cannot be reached in time
     */
    public static JdbcPool open(BackendUrl url) {
        return builder(url).open();
    }

    /**
     * A pool of its own with the defaults of {@link Builder}; the caller closes it.
     *
     * @throws IllegalArgumentException if this is no URL at all
     * @throws ConfigurationException if the URL, its driver, user, password or database will not do
     * @throws UnavailableException if the server cannot be reached in time
     */
    public static JdbcPool open(String url) {
        return open(BackendUrl.parse(url));
    }

    /** Options for a pool of its own. */
    public static Builder builder(BackendUrl url) {
        return new Builder(url);
    }

    /**
     * Options for a pool of its own.
     *
     * @throws IllegalArgumentException if this is no URL at all
     */
    public static Builder builder(String url) {
        return builder(BackendUrl.parse(url));
    }

    /** Jdbi over this pool. */
    public Jdbi jdbi() {
        return jdbi;
    }

    /** The pool as JDBC knows it. A borrowed connection goes back by its {@code close()}. */
    public DataSource dataSource() {
        return pool;
    }

    /**
     * Breaker, retries and error translation for what is asked of this database. A borrow that times out
     * opens the breaker if no other call succeeded meanwhile, for then the wait has cost more than failures may; a
     * connection of the guard's own, past the pool, finds out when the server is back.
     */
    public Guard guard() {
        return guard;
    }

    /** The URL it was opened with; printing it masks the password. */
    public BackendUrl url() {
        return url;
    }

    /** Closes every connection, also those that are borrowed. A second call does nothing. */
    @Override
    public void close() {
        guard.close();
        probe.close();
        pool.close();
        source.close();
    }

    @Override
    public String toString() {
        return "JdbcPool " + url;
    }

    /** Options of a pool. Not safe for use by many threads. */
    public static final class Builder {

        private final BackendUrl url;
        private String name = "sql";
        private GuardListener listener = GuardListener.NONE;
        private int maximumPoolSize = 10;
        private Duration borrowTimeout = Duration.ofSeconds(2);
        private Duration connectTimeout = Duration.ofSeconds(2);
        private Duration socketTimeout = Duration.ofSeconds(10);
        private Duration validationTimeout = Duration.ofSeconds(1);
        private Duration maxLifetime = Duration.ofMinutes(30);
        private Duration leakDetection = Duration.ZERO;
        private @Nullable String user;
        private @Nullable String password;

        private Builder(BackendUrl url) {
            this.url = Objects.requireNonNull(url, "url");
        }

        /** The guard's name in messages and metrics; {@code sql} unless said otherwise. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Told what the guard does; nobody unless said otherwise. */
        public Builder listener(GuardListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** The most connections, 1 to 1,000; 10 unless said otherwise. All are kept open while idle. */
        public Builder maximumPoolSize(int connections) {
            if (connections < 1 || connections > 1_000) {
                throw new IllegalArgumentException("maximumPoolSize is 1 to 1000, not " + connections);
            }
            this.maximumPoolSize = connections;
            return this;
        }

        /** How long to wait for a free connection, at least 250 ms; 2 s unless said otherwise. */
        public Builder borrowTimeout(Duration timeout) {
            this.borrowTimeout = atLeast("borrowTimeout", timeout, Duration.ofMillis(250));
            return this;
        }

        /**
         * How long each step of connecting may wait: the TCP connection, then each answer during log-in. At least 100 ms
         * (PostgreSQL counts whole seconds, rounded up); 2 s unless said otherwise. H2 ignores it.
         */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = atLeast("connectTimeout", timeout, Duration.ofMillis(100));
            return this;
        }

        /**
         * How long a statement may be silent before its connection is given up, at least 100 ms; 10 s unless said
         * otherwise. It has to be longer than the longest statement and lock wait. H2 ignores it.
         */
        public Builder socketTimeout(Duration timeout) {
            this.socketTimeout = atLeast("socketTimeout", timeout, Duration.ofMillis(100));
            return this;
        }

        /** How long the test of an idle connection may take, at least 250 ms; 1 s unless said otherwise. */
        public Builder validationTimeout(Duration timeout) {
            this.validationTimeout = atLeast("validationTimeout", timeout, Duration.ofMillis(250));
            return this;
        }

        /** After what time a connection is replaced when idle, at least 30 s; 30 min unless said otherwise. */
        public Builder maxLifetime(Duration lifetime) {
            this.maxLifetime = atLeast("maxLifetime", lifetime, Duration.ofSeconds(30));
            return this;
        }

        /** Logs a warning with a stack trace when a connection is borrowed for longer, at least 2 s; off by default. */
        public Builder leakDetection(Duration borrowed) {
            this.leakDetection = atLeast("leakDetection", borrowed, Duration.ofSeconds(2));
            return this;
        }

        /** User and password, where the URL has none; unset by default. */
        public Builder credentials(String user, String password) {
            this.user = Objects.requireNonNull(user, "user");
            this.password = Objects.requireNonNull(password, "password");
            return this;
        }

        /**
         * Connects once and opens the pool. If that fails, nothing stays open.
         *
         * @throws ConfigurationException if the URL, its driver, user, password or database will not do
         * @throws UnavailableException if the server cannot be reached in time
         */
        public JdbcPool open() {
            DriverSource source = DriverSource.of(url, connectTimeout, socketTimeout, user, password);
            try {
                // Held until the pool has a connection: an H2 database in memory lives as long as its last connection.
                Connection first = source.getConnection();
                try {
                    return pool(source);
                } finally {
                    DriverSource.closeQuietly(
                            first); // what it throws would leave the pool open, and nobody to close it
                }
            } catch (SQLException e) {
                throw OpenErrors.translate(url, e);
            }
        }

        private JdbcPool pool(DriverSource source) throws SQLException {
            HikariDataSource pool = new HikariDataSource(config(source));
            try {
                awaitFirst(pool);
                return new JdbcPool(this, source, pool);
            } catch (SQLException | RuntimeException | Error e) {
                pool.close();
                source.close();
                throw e;
            }
        }

        /** The pool fills itself on a thread of its own, which may take longer than a short borrow is to wait. */
        private void awaitFirst(HikariDataSource pool) throws SQLException {
            long start = System.nanoTime();
            while (true) {
                try {
                    pool.getConnection().close();
                    return;
                } catch (SQLTransientConnectionException e) {
                    if (System.nanoTime() - start
                            > connectTimeout.multipliedBy(2).toNanos()) {
                        throw e;
                    }
                }
            }
        }

        private HikariConfig config(DriverSource source) {
            HikariConfig config = new HikariConfig();
            config.setPoolName("patterns-sql-" + NUMBERS.incrementAndGet());
            config.setDataSource(source);
            config.setMaximumPoolSize(maximumPoolSize);
            config.setConnectionTimeout(borrowTimeout.toMillis());
            config.setValidationTimeout(Math.min(validationTimeout.toMillis(), borrowTimeout.toMillis()));
            config.setMaxLifetime(maxLifetime.toMillis());
            config.setLeakDetectionThreshold(leakDetection.toMillis());
            // One connection was made before: the pool need not fail for it again, with a log of its own.
            config.setInitializationFailTimeout(-1);
            return config;
        }

        private static Duration atLeast(String option, Duration value, Duration least) {
            Objects.requireNonNull(value, option);
            if (value.compareTo(least) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(option + " is " + least.toMillis() + " ms to one day, not " + value);
            }
            return value;
        }
    }
}
