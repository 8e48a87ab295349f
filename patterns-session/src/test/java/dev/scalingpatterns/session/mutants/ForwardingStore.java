package dev.scalingpatterns.session.mutants;

import dev.scalingpatterns.session.RotateResult;
import dev.scalingpatterns.session.SaveResult;
import dev.scalingpatterns.session.ServerSessionStore;
import dev.scalingpatterns.session.Session;
import dev.scalingpatterns.session.SessionKey;
import dev.scalingpatterns.session.SessionStore;
import dev.scalingpatterns.session.SessionView;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Passes everything on. */
class ForwardingStore implements ServerSessionStore {

    final ServerSessionStore to;

    ForwardingStore(SessionStore to) {
        this.to = (ServerSessionStore) to;
    }

    @Override
    public Session create() {
        return to.create();
    }

    @Override
    public Optional<Session> find(String id) {
        return to.find(id);
    }

    @Override
    public SaveResult save(Session session) {
        return to.save(session);
    }

    @Override
    public RotateResult rotate(Session session) {
        return to.rotate(session);
    }

    @Override
    public boolean delete(String id) {
        return to.delete(id);
    }

    @Override
    public boolean delete(SessionKey key) {
        return to.delete(key);
    }

    @Override
    public void revokeAll(String principal) {
        to.revokeAll(principal);
    }

    @Override
    public Optional<Session> update(String id, Consumer<? super Session> change) {
        return to.update(id, change);
    }

    @Override
    public List<SessionView> findByPrincipal(String principal, int limit) {
        return to.findByPrincipal(principal, limit);
    }

    @Override
    public void close() {
        to.close();
    }
}
