package dev.scalingpatterns.testkit;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A real MariaDB (InnoDB) for tests. What it has acknowledged survives {@link #kill}; by default its log is written but
 * not flushed to the disk at each commit ({@code innodb_flush_log_at_trx_commit=2}), so that it would not survive a
 * loss of power, and so that commits are faster than in production: turn {@linkplain Builder#fsync fsync} on to measure.
 *
 * <pre>{@code
 * MariaDbServer mariaDb = MariaDbServer.shared();
 * try (Connection connection = DriverManager.getConnection(mariaDb.newDatabase())) {
 *     use(connection);
 * }
 * }</pre>
 */
public final class MariaDbServer extends TestServer {

    private static final Shared<MariaDbServer> SHARED =
            new Shared<>(() -> builder().start());

    private MariaDbServer(MariaDbRecipe recipe) {
        super(recipe);
    }

    /**
     * The server that all tests of this run have in common, started at the first call.
     *
     * @throws IllegalStateException if none can be had here; the message says why for each way
     */
    public static MariaDbServer shared() {
        return SHARED.get();
    }

    /** For a server of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@code jdbc:mariadb://127.0.0.1:port/database?user=…&password=…}, of the database that is there at the start. */
    public String jdbcUrl() {
        return jdbcUrl(login().place());
    }

    /** The same of another database. */
    public String jdbcUrl(String database) {
        return url(new Endpoint(host(), port()), database);
    }

    /** As {@link #jdbcUrl()}, but past the relay: for measurements. No fault of the wire reaches it, and a restart may change it. */
    public String directJdbcUrl() {
        return directJdbcUrl(login().place());
    }

    /** The same of another database. */
    public String directJdbcUrl(String database) {
        return url(direct(), database);
    }

    /** The user, who may do everything. */
    public String user() {
        return login().user();
    }

    /** The user's password. */
    public String password() {
        return login().password();
    }

    /**
     * Makes a new empty database, so that a test has one to itself. It needs MariaDB's JDBC driver on the class path.
     *
     * @return its {@link #jdbcUrl(String)}
     * @throws IllegalStateException if there is no driver, or the server refuses
     */
    public String newDatabase() {
        return jdbcUrl(Databases.create(directJdbcUrl(), "MariaDB"));
    }

    private String url(Endpoint endpoint, String database) {
        return "jdbc:mariadb://" + endpoint + "/" + Urls.encode(database) + "?user=" + Urls.encode(user())
                + "&password=" + Urls.encode(password());
    }

    /** Builds a server of one's own. Not safe for use by many threads. */
    public static final class Builder {

        private final Map<String, String> options = new TreeMap<>();
        private boolean fsync;

        private Builder() {}

        /** Whether a commit waits for the disk; default false. */
        public Builder fsync(boolean fsync) {
            this.fsync = fsync;
            return this;
        }

        /** A setting of {@code my.cnf}, for example {@code innodb_lock_wait_timeout}, {@code 2}; default none. */
        public Builder option(String name, String value) {
            options.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Starts it, and returns when it serves.
         *
         * @throws IllegalStateException if none can be had here; the message says why for each way
         */
        public MariaDbServer start() {
            return new MariaDbServer(new MariaDbRecipe(fsync, Map.copyOf(options)));
        }
    }
}
