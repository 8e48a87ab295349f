package dev.scalingpatterns.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Does each step to the store and to the model, and asks that both answer the same. */
final class SessionModelRun {

    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<String> PRINCIPALS = List.of("ada", "bob");

    private final ServerSessionStore store;
    private final SessionBackend backend;
    private final SessionModel model = new SessionModel();
    /** Every id there ever was, and sessions found some time ago: requests in flight. */
    private final List<String> ids = new ArrayList<>();

    private final List<Session> inFlight = new ArrayList<>();

    SessionModelRun(ServerSessionStore store, SessionBackend backend) {
        this.store = store;
        this.backend = backend;
    }

    void step(SessionModelContract.Step step) {
        switch (step.kind()) {
            case CREATE -> create();
            case PASS -> pass(1 + step.value() % 6);
            case REVOKE -> revoke(PRINCIPALS.get(step.value() % PRINCIPALS.size()));
            case LOOK_UP -> assertLookUpAlike(PRINCIPALS.get(step.value() % PRINCIPALS.size()));
            default -> {
                if (!ids.isEmpty()) {
                    stepOnOne(step);
                }
            }
        }
    }

    private void stepOnOne(SessionModelContract.Step step) {
        String id = ids.get(step.which() % ids.size());
        Session session = inFlight.get(step.which() % inFlight.size());
        String name = NAMES.get(step.value() % NAMES.size());
        String principal = PRINCIPALS.get(step.value() % PRINCIPALS.size());
        switch (step.kind()) {
            case FIND -> find(id);
            case SET -> {
                session.set(name, step.value());
                save(session, entry -> entry.attributes.put(name, step.value()));
            }
            case REMOVE -> {
                session.remove(name);
                save(session, entry -> entry.attributes.remove(name));
            }
            case LOG_IN -> {
                session.setPrincipal(principal);
                save(session, entry -> model.logIn(entry, principal));
            }
            case LOG_OUT -> {
                session.clearPrincipal();
                save(session, entry -> model.logIn(entry, null));
            }
            case UPDATE -> update(id, name);
            case ROTATE -> rotate(session, null);
            case LOG_IN_AND_ROTATE -> {
                session.setPrincipal(principal);
                rotate(session, principal);
            }
            case DELETE -> delete(id);
            default -> throw new AssertionError(step.kind());
        }
    }

    private void create() {
        Session session = store.create();
        assertThat(store.save(session)).isEqualTo(SaveResult.SAVED);
        model.create(session.id());
        known(session);
    }

    private void known(Session session) {
        ids.add(session.id());
        inFlight.add(session);
    }

    private void pass(int ticks) {
        backend.pass(backend.tick().multipliedBy(ticks));
        model.pass(ticks);
    }

    private void find(String id) {
        SessionModel.@Nullable Entry expected = model.find(id);
        Session found = store.find(id).orElse(null);
        assertAlike(found, expected);
        if (found != null) {
            inFlight.add(found);
        }
    }

    private interface Change {
        void apply(SessionModel.Entry entry);
    }

    private void save(Session session, Change change) {
        SessionModel.@Nullable Entry entry = model.find(session.id());
        SaveResult result = store.save(session);
        if (entry == null) {
            assertThat(result).isEqualTo(SaveResult.GONE);
            inFlight.remove(session);
            // Its changes would stand in the way of later steps; another takes its place.
            if (inFlight.isEmpty()) {
                create();
            }
        } else {
            assertThat(result).isEqualTo(SaveResult.SAVED);
            change.apply(entry);
        }
    }

    private void update(String id, String name) {
        SessionModel.@Nullable Entry entry = model.find(id);
        Session updated = store.update(id, session -> session.set(name, count(session, name) + 1))
                .orElse(null);
        if (entry != null) {
            entry.attributes.merge(name, 1, Integer::sum);
        }
        assertAlike(updated, entry);
    }

    private void rotate(Session session, @Nullable String principal) {
        String former = session.id();
        SessionModel.@Nullable Entry entry = model.find(former);
        RotateResult result = store.rotate(session);
        if (entry == null) {
            assertThat(result).isEqualTo(RotateResult.GONE);
            inFlight.remove(session);
            if (inFlight.isEmpty()) {
                create();
            }
            return;
        }
        if (principal != null) {
            model.logIn(entry, principal);
        }
        if (model.mayRotate(entry, former)) {
            assertThat(result).isEqualTo(RotateResult.ROTATED);
            model.rotate(entry, session.id());
            ids.add(session.id());
        } else {
            assertThat(result).isEqualTo(RotateResult.ALREADY_ROTATED);
            assertThat(session.id()).isEqualTo(former);
        }
    }

    private void delete(String id) {
        SessionModel.@Nullable Entry entry = model.find(id);
        assertThat(store.delete(id)).isEqualTo(entry != null);
        if (entry != null) {
            model.delete(entry);
        }
    }

    private void revoke(String principal) {
        store.revokeAll(principal);
        model.revoke(principal);
    }

    /** At the end every id there ever was leads where the model says. */
    void assertAllAlike() {
        PRINCIPALS.forEach(this::assertLookUpAlike);
        ids.forEach(id -> assertAlike(store.find(id).orElse(null), model.find(id)));
    }

    void endAll() {
        pass(SessionModel.ABSOLUTE);
        backend.sweep();
        ids.forEach(id -> assertThat(store.find(id)).isEmpty());
    }

    private void assertLookUpAlike(String principal) {
        assertThat(store.findByPrincipal(principal, 1_000))
                .extracting(SessionView::key)
                .containsExactlyInAnyOrderElementsOf(model.of(principal).stream()
                        .map(entry -> SessionKey.of(entry.id))
                        .toList());
    }

    private static void assertAlike(@Nullable Session found, SessionModel.@Nullable Entry expected) {
        assertThat(found != null).as("found").isEqualTo(expected != null);
        if (found != null && expected != null) {
            assertThat(found.principal().orElse(null)).isEqualTo(expected.principal);
            assertThat(attributes(found)).isEqualTo(expected.attributes);
        }
    }

    private static Map<String, Integer> attributes(Session session) {
        Map<String, Integer> attributes = new TreeMap<>();
        session.names().forEach(name -> attributes.put(name, count(session, name)));
        return attributes;
    }

    private static int count(SessionView session, String name) {
        return session.get(name, Integer.class).orElse(0);
    }
}
