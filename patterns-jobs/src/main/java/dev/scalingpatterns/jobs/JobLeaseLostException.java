package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.ConflictException;

/**
 * The worker no longer holds the job: its lease ended, and another may run it. Whatever is said of the job under the old
 * token is refused. A handler lets this pass and stops.
 */
public final class JobLeaseLostException extends ConflictException {

    private static final long serialVersionUID = 1L;

    /**
     * For drivers and workers.
     *
     * @param operation what was refused, for example {@code "jobs.progress"}
     * @param subject the job or the worker
     */
    public JobLeaseLostException(String operation, String subject) {
        super(operation, subject, "the lease was lost, another worker may hold the job; stop working on it");
    }
}
