package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.UnknownOutcomeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * COMMIT was sent and no answer came: the transaction is committed, or not. Doing the work again may do it twice. With a
 * key, {@link Transactor#resolve} finds the truth.
 */
public final class UnknownCommitException extends UnknownOutcomeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String key;

    /**
     * For implementations of {@link Transactor}.
     *
     * @param key the transaction's key, or null
     * @param problem what happened, and the way out
     * @param cause what the driver reported
     */
    public UnknownCommitException(@Nullable String key, String problem, Throwable cause) {
        super("transactor.commit", key == null ? "" : key, problem, cause);
        this.key = key;
    }

    /** The transaction's key; empty if it had none. */
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }
}
