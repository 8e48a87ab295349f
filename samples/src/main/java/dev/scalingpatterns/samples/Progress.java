package dev.scalingpatterns.samples;

/** Where a running problem says how far it is. Safe for use by many threads. */
public interface Progress {

    /** The steps of the whole run; may be said again when more is known. */
    void of(long steps);

    /** One step is done. */
    void step();
}
