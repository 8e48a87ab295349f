package dev.scalingpatterns.session;

import java.time.Duration;
import java.util.List;

/** What the contract suites need to know of an implementation. A new one is made for each test. */
public interface SessionBackend {

    /** Opens an empty store. */
    SessionStore open(SessionOptions options, SessionListener listener);

    /**
     * The unit of time that the suites reckon in: large against the duration of a call, so that a few calls fit into one.
     * A backend whose clock can be set may choose a minute; one that really waits, 100 ms.
     */
    Duration tick();

    /** Lets time pass at the backend. */
    void pass(Duration duration);

    /** Clears away all that has ended, or waits until the backend did. */
    void sweep();

    /** Every text that the backend holds, keys and all; none of them may contain an id. */
    List<String> storedTexts();
}
