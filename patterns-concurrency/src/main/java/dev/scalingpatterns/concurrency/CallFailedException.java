package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.ConflictException;

/** The call failed before, and failures are stored: the key is used up. The body did not run again. */
public final class CallFailedException extends ConflictException {

    private static final long serialVersionUID = 1L;

    private final String failureType;

    /**
     * For implementations of {@link IdempotentCalls}.
     *
     * @param failureType the class name of what the body threw
     */
    public CallFailedException(CallKey key, String failureType) {
        super(
                "calls.run",
                key.toString(),
                "this call failed before, with " + failureType + ", and is not run again: choose a new key");
        this.failureType = failureType;
    }

    /** The class name of what the body threw. Its message is not stored: it may hold what the request held. */
    public String failureType() {
        return failureType;
    }
}
