package dev.scalingpatterns.testkit;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A real PostgreSQL for tests. What it has acknowledged survives {@link #kill}; {@code fsync} is off by default, so that
 * it would not survive a loss of power, and so that commits are faster than in production: turn it
 * {@linkplain Builder#fsync on} to measure.
 *
 * <pre>{@code
 * PostgresServer postgres = PostgresServer.shared();
 * try (Connection connection = DriverManager.getConnection(postgres.newDatabase())) {
 *     use(connection);
 * }
 * }</pre>
 */
public final class PostgresServer extends TestServer {

    private static final Shared<PostgresServer> SHARED =
            new Shared<>(() -> builder().start());

    private PostgresServer(PostgresRecipe recipe) {
        super(recipe);
    }

    /**
     * The server that all tests of this run have in common, started at the first call.
     *
     * @throws IllegalStateException if none can be had here; the message says why for each way
     */
    public static PostgresServer shared() {
        return SHARED.get();
    }

    /** For a server of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@code jdbc:postgresql://127.0.0.1:port/database?user=…&password=…}, of the database that is there at the start. */
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
     * Makes a new empty database, so that a test has one to itself. It needs PostgreSQL's JDBC driver on the class path.
     *
     * @return its {@link #jdbcUrl(String)}
     * @throws IllegalStateException if there is no driver, or the server refuses
     */
    public String newDatabase() {
        return jdbcUrl(Databases.create(directJdbcUrl(), "PostgreSQL"));
    }

    private String url(Endpoint endpoint, String database) {
        return "jdbc:postgresql://" + endpoint + "/" + Urls.encode(database) + "?user=" + Urls.encode(user())
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

        /** A setting of {@code postgresql.conf}, for example {@code max_connections}, {@code 20}; default none. */
        public Builder option(String name, String value) {
            options.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Starts it, and returns when it serves.
         *
         * @throws IllegalStateException if none can be had here; the message says why for each way
         */
        public PostgresServer start() {
            return new PostgresServer(new PostgresRecipe(fsync, Map.copyOf(options)));
        }
    }
}
