package dev.scalingpatterns.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.core.TypeRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the suites share: a store with short timeouts, its events, and a few words to write tests in.
 *
 * <p>A third party's store proves itself by extending the suites and handing them its {@link SessionBackend}:
 * {@link SessionStoreContract} for any store; {@link ServerSessionStoreContract}, {@link SessionRotationContract},
 * {@link SessionRacesContract} and {@link SessionModelContract} as well for one that keeps sessions on the server.
 */
public abstract class SessionContract {

    /** In ticks. */
    static final int IDLE = 20;

    static final int ABSOLUTE = 50;
    static final int GRACE = 4;
    /** Ten percent of the idle timeout. */
    static final int SHARE = 2;

    static final TypeRef<Map<String, List<Integer>>> CART = new TypeRef<>() {};

    /** The implementation under test; asked once per test. */
    protected abstract SessionBackend backend();

    final Events events = new Events();
    private final List<SessionStore> opened = new CopyOnWriteArrayList<>();
    private SessionBackend backend;
    SessionStore store;

    @BeforeEach
    final void openStore() {
        backend = backend();
        store = open(options());
    }

    @AfterEach
    final void closeStores() {
        opened.forEach(SessionStore::close);
    }

    final SessionOptions.Builder options() {
        return SessionOptions.builder()
                .idleTimeout(ticks(IDLE))
                .absoluteTimeout(ticks(ABSOLUTE))
                .rotationGrace(ticks(GRACE))
                .renewalInterval(ticks(GRACE))
                .touchPercent(10);
    }

    /** Opens another store, in the place of the first. */
    final SessionStore open(SessionOptions.Builder options) {
        SessionStore another = backend.open(options.build(), events);
        opened.add(another);
        return another;
    }

    final ServerSessionStore server() {
        return (ServerSessionStore) store;
    }

    final SessionBackend under() {
        return backend;
    }

    final Duration ticks(long ticks) {
        return backend.tick().multipliedBy(ticks);
    }

    final void pass(long ticks) {
        backend.pass(ticks(ticks));
    }

    /** A saved session without attributes. */
    final Session saved() {
        Session session = store.create();
        assertThat(store.save(session)).isEqualTo(SaveResult.SAVED);
        return session;
    }

    /** A saved session of somebody. */
    final Session savedFor(String principal) {
        Session session = store.create();
        session.setPrincipal(principal);
        assertThat(store.save(session)).isEqualTo(SaveResult.SAVED);
        return session;
    }

    final Session found(String id) {
        return store.find(id).orElseThrow(() -> new AssertionError("the session is not found"));
    }

    final void assertAbsent(String id) {
        assertThat(store.find(id)).as("the session").isEmpty();
    }

    static int count(SessionView session) {
        return session.get("count", Integer.class).orElse(0);
    }

    static void increment(Session session) {
        session.set("count", count(session) + 1);
    }

    /** What the listener was told. */
    static final class Events implements SessionListener {

        private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();

        @Override
        public void created(SessionKey session) {
            told.add("created " + session);
        }

        @Override
        public void expired(SessionKey session) {
            told.add("expired " + session);
        }

        @Override
        public void deleted(SessionKey session) {
            told.add("deleted " + session);
        }

        @Override
        public void rotated(SessionKey former, SessionKey fresh) {
            told.add("rotated " + former + " " + fresh);
        }

        @Override
        public void revokedAll() {
            told.add("revokedAll");
        }

        @Override
        public void undecodable(String attribute, String type, UndecodablePolicy policy) {
            told.add("undecodable " + attribute + " " + type + " " + policy);
        }

        @Override
        public void updateRetried() {
            told.add("updateRetried");
        }

        @Override
        public void saveRefused() {
            told.add("saveRefused");
        }

        List<String> all() {
            return new ArrayList<>(told);
        }

        List<String> of(String kind) {
            return told.stream().filter(event -> event.startsWith(kind)).toList();
        }
    }
}
