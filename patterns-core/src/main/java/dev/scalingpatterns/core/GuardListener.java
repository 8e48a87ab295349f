package dev.scalingpatterns.core;

/**
 * Told what a {@link Guard} does, for metrics and logs. Names are tags: there are few of each, and no key or id among
 * them. Called on the thread of the call; one that throws harms nobody.
 */
public interface GuardListener {

    /** A listener that does nothing. */
    GuardListener NONE = new GuardListener() {};

    /** The backend was taken out of service, put on trial or back into service. */
    default void stateChanged(String guard, Guard.State from, Guard.State to) {}

    /** An attempt failed and another follows; {@code attempt} is the number of the one that follows, from 2. */
    default void retried(String guard, String operation, int attempt) {}

    /** An attempt failed and counts against the backend. */
    default void failed(String guard, String operation) {}

    /** A call was refused without asking the backend, which is out of service. */
    default void rejected(String guard, String operation) {}
}
