package dev.scalingpatterns.session;

/** What became of {@link SessionStore#save}. */
public enum SaveResult {

    /** The changes are stored. */
    SAVED,

    /** There were no changes, so the backend was not asked. */
    UNCHANGED,

    /**
     * The session was deleted, revoked or has expired meanwhile, or its id was rotated away and the grace is over.
     * Nothing was stored, and nothing brought it back: treat the request as one without a session.
     */
    GONE
}
