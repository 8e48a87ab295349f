package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.ConflictException;

/**
 * This attempt outlived its lease, and another has taken over. The body did run; its result was not stored, and the result
 * that counts is the other attempt's. Call again for it.
 */
public final class StaleAttemptException extends ConflictException {

    private static final long serialVersionUID = 1L;

    private final int attempt;

    /**
     * For implementations of {@link IdempotentCalls}: about this attempt at this key.
     */
    public StaleAttemptException(CallKey key, int attempt) {
        super(
                "calls.run",
                key.toString(),
                "attempt " + attempt + " outlived its lease and was taken over: call again for the result that counts,"
                        + " and choose a lease longer than the call");
        this.attempt = attempt;
    }

    /** The number of the attempt that was too slow. */
    public int attempt() {
        return attempt;
    }
}
