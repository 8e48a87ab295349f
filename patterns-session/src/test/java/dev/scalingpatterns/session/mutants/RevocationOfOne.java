package dev.scalingpatterns.session.mutants;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.session.SessionBackend;
import dev.scalingpatterns.session.SessionListener;
import dev.scalingpatterns.session.SessionOptions;
import dev.scalingpatterns.session.SessionStoreContract;
import java.time.InstantSource;

/** Logs out one session of the principal, as a map from principal to session would. */
class RevocationOfOne extends SessionStoreContract {

    @Override
    protected SessionBackend backend() {
        return new MutantSessions(Driver::new);
    }

    private static final class Driver extends SimpleDriver {

        Driver(SessionOptions options, InstantSource time, Listeners<SessionListener> listeners) {
            super(options, time, listeners);
        }

        @Override
        public synchronized void revokeAll(String principal) {
            findByPrincipal(principal, 1).forEach(record -> delete(record.key()));
        }
    }
}
