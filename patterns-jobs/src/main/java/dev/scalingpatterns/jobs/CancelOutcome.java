package dev.scalingpatterns.jobs;

/** What {@link JobQueue#cancel} found. */
public enum CancelOutcome {
    /** The job was waiting. It is cancelled and will not run. */
    CANCELLED,
    /** The job is running. Its handler is told; it may still succeed, but it will not be run again. */
    REQUESTED,
    /** The job had finished, or was dead, before. Nothing changed. */
    TOO_LATE,
    /** There is no such job, or it is no longer retained. */
    UNKNOWN
}
