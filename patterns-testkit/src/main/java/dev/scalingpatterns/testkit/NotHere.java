package dev.scalingpatterns.testkit;

/** One way to find a server does not work on this machine; the message says why, and the next way is tried. */
final class NotHere extends Exception {

    private static final long serialVersionUID = 1L;

    NotHere(String why) {
        super(why);
    }

    NotHere(String why, Throwable cause) {
        super(why, cause);
    }
}
