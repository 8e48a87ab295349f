package dev.scalingpatterns.testkit;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A real Redis for tests. It writes its append-only file (fsync once a second), so that {@link #restart} finds every
 * acknowledged write also after {@link #kill}.
 *
 * <pre>{@code
 * RedisServer redis = RedisServer.shared();            // one per run, for all tests
 *
 * try (RedisServer own = RedisServer.builder().start()) {
 *     own.kill();
 * }
 * }</pre>
 */
public final class RedisServer extends TestServer {

    private static final Shared<RedisServer> SHARED =
            new Shared<>(() -> builder().start());

    private RedisServer(RedisRecipe recipe) {
        super(recipe);
    }

    /**
     * The server that all tests of this run have in common, started at the first call.
     *
     * @throws IllegalStateException if none can be had here; the message says why for each way
     */
    public static RedisServer shared() {
        return SHARED.get();
    }

    /** For a server of one's own. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@code redis://127.0.0.1:port}, with user and password where it asks for them. */
    public String url() {
        return url(new Endpoint(host(), port()));
    }

    /** As {@link #url}, but past the relay: for measurements. No fault of the wire reaches it, and a restart may change it. */
    public String directUrl() {
        return url(direct());
    }

    private String url(Endpoint endpoint) {
        Login login = login();
        String credentials =
                login.password().isEmpty() ? "" : Urls.encode(login.user()) + ":" + Urls.encode(login.password()) + "@";
        String database = login.place().isEmpty() ? "" : "/" + login.place();
        return "redis://" + credentials + endpoint + database;
    }

    /** Builds a server of one's own. Not safe for use by many threads. */
    public static final class Builder {

        private final Map<String, String> options = new TreeMap<>();
        private String password = "";

        private Builder() {}

        /**
         * The password that it asks for; default none.
         *
         * @throws IllegalArgumentException if it is empty
         */
        public Builder password(String password) {
            if (password.isEmpty()) {
                throw new IllegalArgumentException("password is empty; leave it out for a server without one");
            }
            this.password = password;
            return this;
        }

        /** A setting of {@code redis.conf}, for example {@code maxmemory}, {@code 10mb}; default none. */
        public Builder option(String name, String value) {
            options.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Starts it, and returns when it serves.
         *
         * @throws IllegalStateException if none can be had here; the message says why for each way
         */
        public RedisServer start() {
            return new RedisServer(new RedisRecipe(password, Map.copyOf(options)));
        }
    }
}
