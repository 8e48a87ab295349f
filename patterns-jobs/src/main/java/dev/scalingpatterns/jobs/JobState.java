package dev.scalingpatterns.jobs;

/** Where a job stands. The first three are unfinished; {@link #DEAD} waits for a decision in the dead letters. */
public enum JobState {
    /** Waits for its time: it was delayed, or it failed and waits to be retried. */
    SCHEDULED,
    /** May be started by any worker. */
    READY,
    /** Held by a worker, under a lease. */
    RUNNING,
    /** Its handler returned. */
    SUCCEEDED,
    /** It was cancelled, or another job with its unique key took its place. */
    CANCELLED,
    /** It will not run again by itself: see {@link Job#deadReason()}. */
    DEAD;

    /** Whether a job in this state will not change by itself any more. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == CANCELLED || this == DEAD;
    }
}
