package dev.scalingpatterns.session.internal;

import dev.scalingpatterns.core.CorruptDataException;
import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.session.SessionListener;
import dev.scalingpatterns.session.UndecodablePolicy;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports attributes that cannot be decoded: each to the listener, the first of each name to the log. */
final class Undecodables {

    private static final Logger LOG = LoggerFactory.getLogger(Undecodables.class);
    /** Names can be made up at run time; past this many the listener's count has to do. */
    private static final int MOST_NAMES = 100;

    private final UndecodablePolicy policy;
    private final Listeners<SessionListener> listeners;
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    Undecodables(UndecodablePolicy policy, Listeners<SessionListener> listeners) {
        this.policy = policy;
        this.listeners = listeners;
    }

    UndecodablePolicy report(String attribute, Type type, CorruptDataException problem) {
        if (logged.size() < MOST_NAMES && logged.add(attribute)) {
            // Not the cause: a decoder's message may quote what it read.
            LOG.warn(
                    "session attribute '{}' cannot be decoded, policy {}: {}; later cases of it are only counted",
                    attribute,
                    policy,
                    problem.getMessage());
        }
        listeners.tell(listener -> listener.undecodable(attribute, type.getTypeName(), policy));
        return policy;
    }
}
