package dev.scalingpatterns.session.mutants;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.session.SessionBackend;
import dev.scalingpatterns.session.SessionListener;
import dev.scalingpatterns.session.SessionOptions;
import dev.scalingpatterns.session.SessionRotationContract;
import java.time.Instant;
import java.time.InstantSource;

/** A former id stays valid as long as the session lives. */
class FormerIdsForEver extends SessionRotationContract {

    @Override
    protected SessionBackend backend() {
        return new MutantSessions(Driver::new);
    }

    private static final class Driver extends SimpleDriver {

        Driver(SessionOptions options, InstantSource time, Listeners<SessionListener> listeners) {
            super(options, time, listeners);
        }

        @Override
        void retire(Entry entry, boolean login, Instant now) {
            super.retire(entry, login, now);
            if (!login) {
                entry.former.put(entry.key, entry.endsAt);
            }
        }
    }
}
