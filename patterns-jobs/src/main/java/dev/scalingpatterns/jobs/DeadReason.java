package dev.scalingpatterns.jobs;

/** Why a job is among the dead letters. */
public enum DeadReason {
    /** Its handler said that trying again is of no use: {@link PermanentFailure}, or the type's policy. */
    FAILED_PERMANENTLY,
    /** It failed as often as its {@link RetryPolicy} allows. */
    ATTEMPTS_EXHAUSTED,
    /** The worker that ran it died too often: it may be what kills them. */
    CRASHED_TOO_OFTEN,
    /** A worker of its queue has no handler for its kind and version. */
    NO_HANDLER,
    /** Its payload does not fit the type that its handler takes. */
    UNREADABLE
}
