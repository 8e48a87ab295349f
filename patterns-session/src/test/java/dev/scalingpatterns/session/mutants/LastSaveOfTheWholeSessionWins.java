package dev.scalingpatterns.session.mutants;

import dev.scalingpatterns.session.SaveResult;
import dev.scalingpatterns.session.ServerSessionStoreContract;
import dev.scalingpatterns.session.Session;
import dev.scalingpatterns.session.SessionBackend;
import dev.scalingpatterns.session.SessionListener;
import dev.scalingpatterns.session.SessionOptions;
import dev.scalingpatterns.session.SessionStore;

/** A save replaces the whole session by what this request saw of it. */
class LastSaveOfTheWholeSessionWins extends ServerSessionStoreContract {

    @Override
    protected SessionBackend backend() {
        return new MutantSessions(SimpleDriver::new) {
            @Override
            public SessionStore open(SessionOptions options, SessionListener listener) {
                return new BlindStore(super.open(options, listener));
            }
        };
    }

    private static final class BlindStore extends ForwardingStore {

        BlindStore(SessionStore to) {
            super(to);
        }

        @Override
        public SaveResult save(Session session) {
            to.find(session.id())
                    .ifPresent(stored -> stored.names().stream()
                            .filter(name -> !session.names().contains(name))
                            .forEach(session::remove));
            for (String name : session.names()) {
                session.get(name, Object.class).ifPresent(value -> session.set(name, value));
            }
            return to.save(session);
        }
    }
}
