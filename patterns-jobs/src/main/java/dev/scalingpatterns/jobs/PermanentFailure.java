package dev.scalingpatterns.jobs;

/**
 * For handlers to throw: trying again is of no use. The job goes to the dead letters at once.
 *
 * <pre>{@code
 * if (!addresses.isValid(ctx.payload().to())) {
 *     throw new PermanentFailure("the address was refused");
 * }
 * }</pre>
 */
public class PermanentFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why; it is stored in the job's error history, so no secrets. */
    public PermanentFailure(String message) {
        super(message);
    }

    /** Why, with what was thrown below. */
    public PermanentFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
