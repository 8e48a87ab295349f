package dev.scalingpatterns.core.internal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for an exception whose message may quote a payload: it keeps what happened where (types and stack traces of
 * the whole chain of causes) and no message.
 */
public final class Scrubbed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private Scrubbed(Throwable original, @Nullable Scrubbed cause) {
        super(original.getClass().getName() + " (its message may hold data and is left out)", cause);
        setStackTrace(original.getStackTrace());
    }

    /** The chain of causes that begins with this exception, without its messages. */
    public static Scrubbed of(Throwable original) {
        return of(original, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static Scrubbed of(Throwable original, Set<Throwable> seen) {
        seen.add(original);
        Throwable cause = original.getCause();
        return new Scrubbed(original, cause == null || seen.contains(cause) ? null : of(cause, seen));
    }
}
