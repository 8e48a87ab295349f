package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.ConflictException;
import org.jspecify.annotations.Nullable;

/** Another caller with the same key is still at work. Nothing was done here; call again later for its result. */
public final class CallInProgressException extends ConflictException {

    private static final long serialVersionUID = 1L;

    /**
     * For implementations of {@link IdempotentCalls}: about this key.
     *
     * @param cause what kept it from waiting longer
     */
    public CallInProgressException(CallKey key, @Nullable Throwable cause) {
        super(
                "calls.run",
                key.toString(),
                "another caller with this key is still at work: call again later for its result",
                cause);
    }
}
