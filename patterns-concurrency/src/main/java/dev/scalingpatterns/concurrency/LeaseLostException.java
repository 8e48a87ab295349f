package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.ConflictException;

/** The lease is not held any more, or its token has been overtaken: somebody else may be at work. Stop. */
public final class LeaseLostException extends ConflictException {

    private static final long serialVersionUID = 1L;

    private final long token;

    /**
     * For implementations of {@link LeaseManager}.
     *
     * @param operation what was refused
     * @param name the lease's name
     * @param token its token
     */
    public LeaseLostException(String operation, String name, long token) {
        super(operation, name, "the lease with token " + token + " is not the current one any more: stop this work");
        this.token = token;
    }

    /** The token of the lease that was lost. */
    public long token() {
        return token;
    }
}
