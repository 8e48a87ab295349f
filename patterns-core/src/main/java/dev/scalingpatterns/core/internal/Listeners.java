package dev.scalingpatterns.core.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a user's listener so that one that throws harms nobody: the failure is counted, and the first is logged.
 *
 * @param <L> the listener's type
 */
public final class Listeners<L> {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final L listener;
    private final AtomicLong failures = new AtomicLong();

    /** Guards one listener. */
    public Listeners(L listener) {
        this.listener = listener;
    }

    /** Tells the listener; what it throws stays here, but for errors of the machine. */
    public void tell(Consumer<? super L> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            if (failures.getAndIncrement() == 0) {
                LOG.warn(
                        "a {} threw; later failures of it are only counted",
                        listener.getClass().getName(),
                        e);
            }
        }
    }

    /** How often the listener threw. */
    public long failures() {
        return failures.get();
    }
}
