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

/** Looks whether the session is there, and then writes it whole: a delete in between is undone. */
class CheckThenWrite extends SessionRacesContract {

    @Override
    protected SessionBackend backend() {
        return new MutantSessions(Driver::new);
    }

    private static final class Driver extends SimpleDriver {

        Driver(SessionOptions options, InstantSource time, Listeners<SessionListener> listeners) {
            super(options, time, listeners);
        }

        @Override
        @SuppressWarnings({"UnsynchronizedOverridesSynchronized", "ThreadPriorityCheck"}) // that is the fault
        public WriteAnswer write(SessionKey key, SessionDelta delta, long version) {
            Entry entry = valid(key);
            if (entry == null) {
                return WriteAnswer.refused(WriteAnswer.Outcome.GONE);
            }
            Thread.yield();
            synchronized (this) {
                entries.put(entry.key, entry);
                return merge(entry, delta);
            }
        }
    }
}
