package dev.scalingpatterns.session.mutants;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.session.SessionBackend;
import dev.scalingpatterns.session.SessionKey;
import dev.scalingpatterns.session.SessionListener;
import dev.scalingpatterns.session.SessionOptions;
import dev.scalingpatterns.session.SessionRacesContract;
import dev.scalingpatterns.session.internal.SessionDelta;
import dev.scalingpatterns.session.internal.WriteAnswer;
import java.time.InstantSource;

/** Reads, changes and writes, whatever others wrote meanwhile. */
class UpdateWithoutVersion extends SessionRacesContract {

    @Override
    protected SessionBackend backend() {
        return new MutantSessions(Driver::new);
    }

    private static final class Driver extends SimpleDriver {

        Driver(SessionOptions options, InstantSource time, Listeners<SessionListener> listeners) {
            super(options, time, listeners);
        }

        @Override
        public synchronized WriteAnswer write(SessionKey key, SessionDelta delta, long version) {
            return super.write(key, delta, ANY_VERSION);
        }
    }
}
