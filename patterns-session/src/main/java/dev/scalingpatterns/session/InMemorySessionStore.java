package dev.scalingpatterns.session;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.session.internal.DriverSessionStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Sessions in this process's memory: complete in all it promises, gone with the process. Attributes are held encoded, so
 * that a session behaves as it would in a shared backend.
 *
 * <p>It has no thread of its own: each operation also clears away a few sessions whose time has run out, so that no
 * operation ever pays for many. A store that nobody uses keeps its sessions until {@link #sweep} or {@link #close}. Safe
 * for use by many threads.
 */
public final class InMemorySessionStore implements ServerSessionStore {

    private final MemorySessionDriver driver;
    private final DriverSessionStore store;

    private InMemorySessionStore(Builder builder) {
        Listeners<SessionListener> listeners = new Listeners<>(builder.listener);
        this.driver = new MemorySessionDriver(builder.options, builder.time, listeners);
        this.store = new DriverSessionStore(driver, builder.options, builder.time, builder.random, listeners);
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Session create() {
        return store.create();
    }

    @Override
    public Optional<Session> find(String id) {
        return store.find(id);
    }

    @Override
    public SaveResult save(Session session) {
        return store.save(session);
    }

    @Override
    public RotateResult rotate(Session session) {
        return store.rotate(session);
    }

    @Override
    public boolean delete(String id) {
        return store.delete(id);
    }

    @Override
    public boolean delete(SessionKey key) {
        return store.delete(key);
    }

    @Override
    public void revokeAll(String principal) {
        store.revokeAll(principal);
    }

    @Override
    public Optional<Session> update(String id, Consumer<? super Session> change) {
        return store.update(id, change);
    }

    @Override
    public List<SessionView> findByPrincipal(String principal, int limit) {
        return store.findByPrincipal(principal, limit);
    }

    /**
     * Clears away sessions whose time has run out, at most 1,000 of them, and tells the listener. Never needed by a store
     * in use; a scheduler may call it to free the memory of an idle one.
     *
     * @return how many were looked at; 0 when there is nothing left to do
     */
    public int sweep() {
        return driver.sweep();
    }

    @Override
    public void close() {
        store.close();
    }

    MemorySessionDriver driver() {
        return driver;
    }

    /** Builds an {@link InMemorySessionStore}. Not safe for use by several threads. */
    public static final class Builder {

        private SessionOptions options = SessionOptions.defaults();
        private InstantSource time = InstantSource.system();
        private RandomGenerator random = new SecureRandom();
        private SessionListener listener = new SessionListener() {};

        private Builder() {}

        /** Timeouts, limits and the rest. {@link SessionOptions#defaults} by default. */
        public Builder options(SessionOptions options) {
            this.options = Objects.requireNonNull(options, "options");
            return this;
        }

        /** The clock. The system's by default. */
        public Builder time(InstantSource time) {
            this.time = Objects.requireNonNull(time, "time");
            return this;
        }

        /** Where ids come from. A {@link SecureRandom} by default; anything weaker is for tests. */
        public Builder random(RandomGenerator random) {
            this.random = Objects.requireNonNull(random, "random");
            return this;
        }

        /** Who is told what happens. Nobody by default. */
        public Builder listener(SessionListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** The store. */
        public InMemorySessionStore build() {
            return new InMemorySessionStore(this);
        }
    }
}
