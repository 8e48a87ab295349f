package dev.scalingpatterns.core;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured backends of an application: ports are opened from it, and all that they share is closed with it.
 *
 * <pre>{@code
 * try (Backends backends = Backends.load()) {
 *     SessionStore sessions = SessionStore.open(backends);
 *     ObjectStore photos = ObjectStore.open(backends, "photos");
 * }
 * }</pre>
 *
 * <p>The same Redis or JDBC URL is one client or pool, however many ports use it. {@link #close} closes the ports, the
 * last opened first, and then what they shared. Safe for use by many threads.
 */
public final class Backends implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    private final Config config;
    private final InstantSource time;
    private final Health health;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<AutoCloseable> ports = new ArrayDeque<>();
    private final Deque<AutoCloseable> shared = new ArrayDeque<>();
    private final Map<String, Object> sharedByKey = new HashMap<>();
    private final Set<String> opened = new HashSet<>();
    private boolean closed;

    private Backends(Config config, InstantSource time) {
        this.config = config;
        this.time = time;
        this.health = new Health(time);
    }

    /**
     * From {@link Config#load}.
     *
     * @throws ConfigurationException if a {@code patterns.*} key names no port
     */
    public static Backends load() {
        return of(Config.load());
    }

    /**
     * From a configuration, on the system's clock.
     *
     * @throws ConfigurationException if a {@code patterns.*} key names no port
     */
    public static Backends of(Config config) {
        return of(config, InstantSource.system());
    }

    /**
     * From a configuration and a clock; the clock serves what is in memory, real backends have their own.
     *
     * @throws ConfigurationException if a {@code patterns.*} key names no port
     */
    public static Backends of(Config config, InstantSource time) {
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(time, "time");
        ConfigKeys.checkPorts(config);
        LOG.info("patterns: {}", ConfigKeys.effective(config));
        return new Backends(config, time);
    }

    /** Everything in memory, whatever the environment says. */
    public static Backends inMemory() {
        return of(Config.empty());
    }

    /** The clock of what is in memory. */
    public InstantSource time() {
        return time;
    }

    /** The health of all that is opened here; ports and adapters register their checks with it. */
    public Health health() {
        return health;
    }

    /**
     * For the ports' factories: opens one instance of a port and remembers to close it. If the opener throws, nothing
     * is remembered.
     *
     * @param port the port's name in keys, for example {@code "session"}
     * @param name the instance's name; empty for the unnamed one
     * @param options every option the port knows
     * @throws ConfigurationException if a key of this port is unknown
     * @throws IllegalStateException if this instance was opened before, or the backends are closed
     */
    public <T extends AutoCloseable> T open(
            String port, String name, Set<String> options, Function<Settings, T> opener) {
        lock.lock();
        try {
            requireOpen();
            ConfigKeys.checkName(port, name);
            ConfigKeys.checkOptions(config, port, options);
            String instance = name.isEmpty() ? port : port + "." + name;
            if (opened.contains(instance)) {
                throw new IllegalStateException("the " + port + " instance '" + name + "' is open already:"
                        + " keep the first and pass it on, or give this one a name of its own");
            }
            T opening = opener.apply(new Settings(config, port, name));
            opened.add(instance);
            ports.push(opening);
            return opening;
        } finally {
            lock.unlock();
        }
    }

    /**
     * For adapters: what several ports share, one per type and key, opened at the first call and closed after every
     * port. If the opener throws, nothing is remembered.
     *
     * @throws IllegalStateException if the backends are closed
     */
    public <R extends AutoCloseable> R shared(Class<R> type, String key, Supplier<R> opener) {
        lock.lock();
        try {
            requireOpen();
            String id = type.getName() + " " + key;
            R existing = type.cast(sharedByKey.get(id));
            if (existing != null) {
                return existing;
            }
            R opening = opener.get();
            sharedByKey.put(id, opening);
            shared.push(opening);
            return opening;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the ports, the last opened first, then what they shared. A second call does nothing: during
     * the first it returns at once, while the first may still be closing. If one of them fails to close, the others are
     * closed all the same, and the first failure is thrown at the end with the rest suppressed.
     */
    @Override
    public void close() {
        Deque<AutoCloseable> all;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            sharedByKey.clear();
            all = new ArrayDeque<>(ports);
            all.addAll(shared);
            ports.clear();
            shared.clear();
        } finally {
            lock.unlock();
        }
        // Without the lock: a port waits for its workers, and what they open now is refused, not kept waiting.
        Closing.all(all);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("these backends are closed");
        }
    }
}
