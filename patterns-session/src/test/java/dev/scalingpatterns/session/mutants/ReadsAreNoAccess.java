package dev.scalingpatterns.session.mutants;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.session.ServerSessionStoreContract;
import dev.scalingpatterns.session.SessionBackend;
import dev.scalingpatterns.session.SessionListener;
import dev.scalingpatterns.session.SessionOptions;
import java.time.Instant;
import java.time.InstantSource;

/** Only writes keep a session alive, so a reader is logged out. */
class ReadsAreNoAccess extends ServerSessionStoreContract {

    @Override
    protected SessionBackend backend() {
        return new MutantSessions(Driver::new);
    }

    private static final class Driver extends SimpleDriver {

        Driver(SessionOptions options, InstantSource time, Listeners<SessionListener> listeners) {
            super(options, time, listeners);
        }

        @Override
        void touch(Entry entry, Instant now) {
            // forgotten
        }
    }
}
