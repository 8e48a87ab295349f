package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.core.sql.JdbcPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Transactor} over Jdbi and any pool; this version knows H2.
 *
 * <pre>{@code
 * Transactor transactor = JdbiTransactor.builder(pool).migrate(true).build();
 * }</pre>
 */
public final class JdbiTransactor implements Transactor {

    private final DataSource source;
    private final DataSource unnested;
    private final Engine engine;
    private final TransactorOptions options;
    private final Listeners<TransactorListener> listeners;
    private final TransactionKeys keys;
    private final KeyResolver resolver;
    private final TransactionLoop loop;
    private volatile boolean closed;

    private JdbiTransactor(DataSource source, Engine engine, Jdbi jdbi, TransactorOptions options, Backoff backoff) {
        this.source = source;
        this.unnested = new UnnestedDataSource(source);
        this.engine = engine;
        this.options = options;
        this.listeners = new Listeners<>(options.listener());
        this.keys = new TransactionKeys(engine);
        this.resolver = new KeyResolver(source, engine, keys);
        this.loop = new TransactionLoop(
                new AttemptRunner(jdbi), engine, keys, resolver, options.maxAttempts(), backoff, listeners);
    }

    /** A transactor on a pool; closing the transactor leaves the pool open. */
    public static Builder builder(JdbcPool pool) {
        return new Builder(pool.dataSource());
    }

    /** A transactor on any pool; closing the transactor leaves the pool open. */
    public static Builder builder(DataSource pool) {
        return new Builder(pool);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T run(
            TransactionDefinition definition, TransactionBody<T, X> body) throws X {
        check(definition, body);
        Borrowed outer = Borrowed.from(source);
        if (outer != null) {
            return join(outer, definition, body);
        }
        TransactionOutcome<T> outcome = loop.run(definition, deadline(definition), body);
        if (outcome instanceof TransactionOutcome.Unknown<T> unknown) {
            throw unknown.reason();
        }
        if (outcome instanceof TransactionOutcome.RolledBack<T> rolledBack) {
            TransactionLoop.<X>rethrow(rolledBack.reason());
        }
        return ((TransactionOutcome.Committed<T>) outcome).value();
    }

    @Override
    public <T extends @Nullable Object> TransactionOutcome<T> attempt(
            TransactionDefinition definition, TransactionBody<T, ?> body) {
        check(definition, body);
        Borrowed outer = Borrowed.from(source);
        if (outer != null) {
            throw Borrowed.nested("transactor.attempt", source, outer);
        }
        return loop.run(definition, deadline(definition), body);
    }

    private void check(TransactionDefinition definition, TransactionBody<?, ?> body) {
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(body, "body");
        requireOpen();
    }

    private Deadline deadline(TransactionDefinition definition) {
        return Deadline.in(definition.timeout().orElse(options.timeout()));
    }

    private <T extends @Nullable Object, X extends Exception> T join(
            Borrowed outer, TransactionDefinition definition, TransactionBody<T, X> body) throws X {
        TransactionDefinition around = outer.transaction().definition();
        if (definition.nesting() == Nesting.REFUSE) {
            throw Borrowed.nested("transactor.run", source, outer);
        }
        if (!around.isolation().atLeast(definition.isolation())) {
            throw new IllegalStateException("cannot join a transaction (" + around + ") that is isolated less than "
                    + definition.isolation() + ": begin the outer one at that level");
        }
        if (around.isReadOnly() && !definition.isReadOnly()) {
            throw new IllegalStateException("cannot join a read-only transaction to write");
        }
        if (definition.key().isPresent()) {
            throw new IllegalStateException(
                    "a transaction with a key stands on its own: give the key to the outer one");
        }
        boolean whole = false;
        try {
            T value = body.run(outer.handle());
            whole = true;
            return value;
        } finally {
            if (!whole) {
                outer.transaction().joinedBodyFailed();
            }
        }
    }

    @Override
    public Resolution resolve(String key) {
        TransactionDefinition.of(Isolation.READ_COMMITTED).key(key);
        return withPool(
                "transactor.resolve",
                key,
                () -> resolver.resolve(key, Deadline.in(options.timeout())).resolution());
    }

    @Override
    public long purgeKeys(Duration olderThan) {
        Checks.positive(olderThan, "olderThan");
        return withPool("transactor.purgeKeys", "", () -> {
            try (Connection connection = source.getConnection()) {
                return keys.purge(connection, olderThan);
            }
        });
    }

    private interface PoolWork<T> {
        T run() throws SQLException;
    }

    private <T> T withPool(String operation, String subject, PoolWork<T> work) {
        requireOpen();
        Borrowed outer = Borrowed.from(source);
        if (outer != null) {
            throw Borrowed.nested(operation, source, outer);
        }
        try {
            return work.run();
        } catch (SQLException e) {
            throw new UnavailableException(
                    operation, subject, "the database did not do it; nothing is lost, ask again", e);
        }
    }

    @Override
    public DataSource dataSource() {
        return unnested;
    }

    Engine engine() {
        return engine;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this Transactor is closed");
        }
    }

    @Override
    public String toString() {
        return "JdbiTransactor on " + source;
    }

    /** Options of a transactor. Not safe for use by many threads. */
    public static final class Builder {

        private final DataSource source;
        private TransactorOptions options = TransactorOptions.defaults();
        private Consumer<Jdbi> configuration = jdbi -> {};
        private RandomGenerator random = Backoff.PER_THREAD;
        private boolean migrate;

        private Builder(DataSource source) {
            this.source = Objects.requireNonNull(source, "pool");
        }

        /** Timeout, attempts, listener; {@link TransactorOptions#defaults} unless set. */
        public Builder options(TransactorOptions chosen) {
            options = Objects.requireNonNull(chosen, "options");
            return this;
        }

        /** Plugins, mappers and whatever else the bodies' handles should know; nothing by default. */
        public Builder configure(Consumer<Jdbi> chosen) {
            configuration = Objects.requireNonNull(chosen, "configuration");
            return this;
        }

        /** The source of jitter, used by many threads; the threads' own generators by default. */
        public Builder random(RandomGenerator chosen) {
            random = Objects.requireNonNull(chosen, "random");
            return this;
        }

        /** Whether to create or upgrade the tables ({@link ConcurrencySchema#migrate}); false by default. */
        public Builder migrate(boolean chosen) {
            migrate = chosen;
            return this;
        }

        /**
         * Connects, and checks that the database can keep the promises and has the tables.
         *
         * @throws dev.scalingpatterns.core.ConfigurationException if it is of an unknown kind or tables are missing
         * @throws UnavailableException if it cannot be reached
         */
        public JdbiTransactor build() {
            if (migrate) {
                ConcurrencySchema.migrate(source);
            }
            Engine engine = ConcurrencySchema.check(source);
            Jdbi jdbi = Jdbi.create(new GuardedConnectionFactory(source, engine));
            jdbi.setTransactionHandler(GuardedTransactionHandler.perHandle());
            configuration.accept(jdbi);
            return new JdbiTransactor(
                    source, engine, jdbi, options, new Backoff(Backoff.DEFAULT_BASE, Backoff.DEFAULT_CAP, random));
        }
    }
}
