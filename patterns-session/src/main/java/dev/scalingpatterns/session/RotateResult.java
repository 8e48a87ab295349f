package dev.scalingpatterns.session;

/** What became of {@link SessionStore#rotate}. */
public enum RotateResult {

    /** The session has a fresh id: hand {@link Session#id} to the client. */
    ROTATED,

    /**
     * Another request rotated this id already, and the grace for the old one still runs. The changes are stored and
     * {@link Session#id} is what it was: the client has the fresh id from the other request, so send none.
     */
    ALREADY_ROTATED,

    /** As {@link SaveResult#GONE}: nothing was stored and there is no fresh id. */
    GONE
}
