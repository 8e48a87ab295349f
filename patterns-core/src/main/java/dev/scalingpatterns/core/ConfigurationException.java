package dev.scalingpatterns.core;

import org.jspecify.annotations.Nullable;

/** A setting is missing, unknown, contradictory or refused by the backend. The message names it and what is allowed. */
public final class ConfigurationException extends PatternsException {

    private static final long serialVersionUID = 1L;

    /**
     * An exception without a cause.
     *
     * @param operation the operation that failed, for example {@code "storage.put"}
     * @param subject the key or id it was about; empty where there is none; never a secret
     * @param problem what went wrong, and the way out
     */
    public ConfigurationException(String operation, String subject, String problem) {
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
    public ConfigurationException(String operation, String subject, String problem, @Nullable Throwable cause) {
        super(operation, subject, problem, cause);
    }
}
