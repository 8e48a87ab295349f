package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.Settings;
import dev.scalingpatterns.core.sql.JdbcPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured instance of this module: its ports are opened from the same settings and share one pool. What is opened
 * is closed with the backends, the last first.
 */
final class ConcurrencyFactory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConcurrencyFactory.class);

    private static final String PORT = "concurrency";
    private static final String MEMORY = "jdbc:h2:mem:";
    private static final Set<String> OPTIONS = Set.of(
            "url",
            "migrate",
            "timeout",
            "max-attempts",
            "call-lease",
            "call-retention",
            "call-patience",
            "call-store-failures",
            "lease-duration",
            "lease-renewal");

    private final Backends backends;
    private final Settings settings;
    private final BackendUrl url;
    private final boolean ownDatabase;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> opened = new HashSet<>();
    private final Deque<Runnable> closers = new ArrayDeque<>();
    private @Nullable JdbcPool pool;

    private ConcurrencyFactory(Backends backends, Settings settings) {
        this.backends = backends;
        this.settings = settings;
        this.ownDatabase = settings.text("url").isEmpty();
        // Two Backends in one process are two servers: each has a database of its own unless told otherwise.
        this.url = settings.url(MEMORY + "patterns-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        if (!url.scheme().equals("jdbc:h2")) {
            throw settings.refuse(
                    "url",
                    "this version knows jdbc:h2: only, for example jdbc:h2:mem:app;DB_CLOSE_DELAY=-1;"
                            + " unset, it is a database in memory");
        }
    }

    /** The instance of a name; the first call reads its settings, so that several ports can be opened from it. */
    static ConcurrencyFactory of(Backends backends, String name) {
        return backends.shared(
                ConcurrencyFactory.class,
                name,
                () -> backends.open(PORT, name, OPTIONS, settings -> new ConcurrencyFactory(backends, settings)));
    }

    Transactor transactor() {
        return open("Transactor", this::newTransactor, Transactor::close);
    }

    <V> VersionedStore<String, V> versionedStore(Class<V> type) {
        return open(
                "VersionedStore of " + type.getName(),
                () -> InMemoryVersionedStore.<String, V>builder(type).build(),
                VersionedStore::close);
    }

    TransactionalCalls idempotentCalls() {
        return open(
                "IdempotentCalls",
                () -> JdbiIdempotentCalls.builder(newTransactor())
                        .options(callOptions())
                        .build(),
                TransactionalCalls::close);
    }

    LeaseManager leaseManager() {
        return open(
                "LeaseManager",
                () -> InMemoryLeaseManager.builder()
                        .options(leaseOptions())
                        .time(backends.time())
                        .build(),
                LeaseManager::close);
    }

    ReadReplicas readReplicas() {
        return open("ReadReplicas", () -> new SingleDatabaseReplicas(newTransactor()), ReadReplicas::close);
    }

    private JdbiTransactor newTransactor() {
        TransactorOptions defaults = TransactorOptions.defaults();
        JdbcPool shared = JdbcPool.shared(backends, url);
        pool = shared;
        return JdbiTransactor.builder(shared)
                .options(defaults.withTimeout(settings.duration("timeout", defaults.timeout()))
                        .withMaxAttempts(settings.number("max-attempts", defaults.maxAttempts(), 1, 10_000)))
                .migrate(settings.flag("migrate", url.value().startsWith(MEMORY)))
                .build();
    }

    private CallOptions callOptions() {
        CallOptions defaults = CallOptions.defaults();
        try {
            return new CallOptions(
                    settings.duration("call-lease", defaults.lease()),
                    settings.duration("call-retention", defaults.retention()),
                    settings.duration("call-patience", defaults.patience()),
                    settings.flag("call-store-failures", defaults.storeFailures()),
                    defaults.listener());
        } catch (IllegalArgumentException e) {
            throw settings.refuse("call-retention", String.valueOf(e.getMessage()));
        }
    }

    private LeaseOptions leaseOptions() {
        LeaseOptions defaults = LeaseOptions.defaults();
        return defaults.withDuration(settings.duration("lease-duration", defaults.duration()))
                .withRenewal(settings.flag("lease-renewal", defaults.renewed()));
    }

    private <P> P open(String port, Supplier<P> opener, Consumer<? super P> closer) {
        lock.lock();
        try {
            if (opened.contains(port)) {
                throw new IllegalStateException("the " + port + " of the concurrency instance '" + settings.name()
                        + "' is open already: keep the first and pass it on, or give this one a name of its own");
            }
            P opening = opener.get();
            opened.add(port);
            closers.push(() -> closer.accept(opening));
            return opening;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            while (!closers.isEmpty()) {
                closers.pop().run();
            }
            if (ownDatabase && pool != null) {
                shutDown(pool);
                pool = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody else can know the name of this database: its memory would be lost, not kept. */
    private static void shutDown(JdbcPool pool) {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            LOG.debug("the embedded database had ended already", e);
        }
    }
}
