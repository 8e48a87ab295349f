package dev.scalingpatterns.session.mutants;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.session.ServerSessionStoreContract;
import dev.scalingpatterns.session.SessionBackend;
import dev.scalingpatterns.session.SessionListener;
import dev.scalingpatterns.session.SessionOptions;
import java.time.InstantSource;

/** Tells of an expired session by the sweep and by the access that finds it. */
class ExpiryToldTwice extends ServerSessionStoreContract {

    @Override
    protected SessionBackend backend() {
        return new MutantSessions(Driver::new);
    }

    private static final class Driver extends SimpleDriver {

        Driver(SessionOptions options, InstantSource time, Listeners<SessionListener> listeners) {
            super(options, time, listeners);
        }

        @Override
        void end(Entry entry) {
            listeners.tell(listener -> listener.expired(entry.key));
            super.end(entry);
        }
    }
}
