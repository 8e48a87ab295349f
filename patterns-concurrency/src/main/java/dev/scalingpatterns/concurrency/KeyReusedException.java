package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.ConflictException;

/** The idempotency key was used before, for another request. Nothing was done; another request needs another key. */
public final class KeyReusedException extends ConflictException {

    private static final long serialVersionUID = 1L;

    /**
     * For implementations of {@link IdempotentCalls}: about this key.
     */
    public KeyReusedException(CallKey key) {
        super(
                "calls.run",
                key.toString(),
                "the key was used for another request: repeat that one unchanged, or choose a new key");
    }
}
