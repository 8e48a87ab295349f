package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.ConflictException;

/** An unfinished job of the same kind holds the unique key, and the request said {@link OnDuplicate#REJECT}. */
public final class DuplicateJobException extends ConflictException {

    private static final long serialVersionUID = 1L;

    private final String existing;

    /**
     * For drivers.
     *
     * @param kind the job's kind
     * @param existing the job that holds the key
     */
    public DuplicateJobException(String kind, JobId existing) {
        super(
                "jobs.enqueue",
                kind,
                "job " + existing + " is unfinished and holds this unique key; nothing was enqueued."
                        + " Ask for OnDuplicate.KEEP or REPLACE where that is expected");
        this.existing = existing.value();
    }

    /** The job that holds the key. */
    public JobId existing() {
        return new JobId(existing);
    }
}
