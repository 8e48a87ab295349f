package dev.scalingpatterns.session.mutants;

import dev.scalingpatterns.session.SaveResult;
import dev.scalingpatterns.session.Session;
import dev.scalingpatterns.session.SessionBackend;
import dev.scalingpatterns.session.SessionListener;
import dev.scalingpatterns.session.SessionOptions;
import dev.scalingpatterns.session.SessionStore;
import dev.scalingpatterns.session.SessionStoreContract;
import java.util.ArrayList;
import java.util.List;

/** Keeps a table of the sessions by their ids, for whoever reads the table to use. */
class PlainTextIds extends SessionStoreContract {

    @Override
    protected SessionBackend backend() {
        return new Backend();
    }

    private static final class Backend extends MutantSessions {

        private final List<String> table = new ArrayList<>();

        Backend() {
            super(SimpleDriver::new);
        }

        @Override
        public SessionStore open(SessionOptions options, SessionListener listener) {
            return new ForwardingStore(super.open(options, listener)) {
                @Override
                public SaveResult save(Session session) {
                    table.add("session:" + session.id());
                    return super.save(session);
                }
            };
        }

        @Override
        public List<String> storedTexts() {
            return table;
        }
    }
}
