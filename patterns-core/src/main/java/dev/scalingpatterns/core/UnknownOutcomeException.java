package dev.scalingpatterns.core;

import org.jspecify.annotations.Nullable;

/** The request was sent and no answer came: it may have happened or not. Resolve it where the backend can tell. */
public non-sealed class UnknownOutcomeException extends PatternsException {

    private static final long serialVersionUID = 1L;

    /**
     * An exception without a cause.
     *
     * @param operation the operation that failed, for example {@code "storage.put"}
     * @param subject the key or id it was about; empty where there is none; never a secret
     * @param problem what went wrong, and the way out
     */
    public UnknownOutcomeException(String operation, String subject, String problem) {
        this(operation, subject, problem, null);
    }

    /**
     * An exception with a cause.
     *
     * @param operation the operation that failed, for example {@code "storage.put"}
     * @param subject the key or id it was about; empty where there is none; never a secret
     * @param problem what went wrong, and the way out
     * @param cause what the backend's driver reported
     */
    public UnknownOutcomeException(String operation, String subject, String problem, @Nullable Throwable cause) {
        super(operation, subject, problem, cause);
    }
}
