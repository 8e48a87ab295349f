package dev.scalingpatterns.testkit;

/** All that is special to one kind of server: where it may come from, and when it is ready. */
interface Recipe {

    /** As in the settings: {@code redis}. */
    String name();

    /** As in messages: {@code Redis}. */
    String title();

    /** Whether this very server must have settings of its own, so that somebody else's cannot stand in for it. */
    boolean hasOwnSettings();

    /** How to log in to a server that this recipe starts. */
    Login login();

    /** Asks whether it is ready. */
    Probe probe();

    /** Reads the URL of a server that somebody else runs. */
    Named named(String url);

    /** The image to run where containers can be had. */
    ContainerSpec container();

    /** A program on the PATH. */
    Program onPath() throws NotHere;

    /** A program from a Maven artifact. */
    Program fromArtifact() throws NotHere;

    /** The address and the login that a URL names. */
    record Named(Endpoint endpoint, Login login) {}
}
