package dev.scalingpatterns.testkit;

/** A running server, however it was come by. The caller takes care that one fault at a time is asked for. */
interface Backend {

    /** Where it listens now; may change at a restart. */
    Endpoint endpoint();

    /** What it is, for the log line and for messages. */
    String description();

    /** Ends it without a chance to clean up, and returns when it is gone. */
    void kill();

    /** Stands it still. */
    void freeze();

    /** Lets it go on. */
    void thaw();

    /** Starts it again on its data, after an orderly end where it still runs; returns when it answers. */
    void restart();

    /** Ends it and removes its data. */
    void close();
}
