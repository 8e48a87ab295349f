package dev.scalingpatterns.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root of every failure that a pattern reports about its backend or its stored data.
 *
 * <p>There are few kinds, each a subclass that a program can act on: {@link UnavailableException} (retry later),
 * {@link ConflictException} (someone else won), {@link CorruptDataException} (stored data cannot be read),
 * {@link ConfigurationException} (mend the configuration) and {@link UnknownOutcomeException} (it may have happened).
 * Misuse of a method is not among them: that is {@link IllegalArgumentException} or {@link IllegalStateException}.
 *
 * <p>Message and getters name the operation and the key or id it was about; never a secret, never a payload. Act upon
 * the type, not upon the message.
 */
public abstract sealed class PatternsException extends RuntimeException
        permits UnavailableException,
                ConflictException,
                CorruptDataException,
                ConfigurationException,
                UnknownOutcomeException {

    private static final long serialVersionUID = 1L;

    private final String operation;
    private final String subject;

    PatternsException(String operation, String subject, String problem, @Nullable Throwable cause) {
        super(message(operation, subject, problem), cause);
        this.operation = Objects.requireNonNull(operation, "operation");
        this.subject = Objects.requireNonNull(subject, "subject");
    }

    private static String message(String operation, String subject, String problem) {
        return subject.isEmpty() ? operation + ": " + problem : operation + " " + subject + ": " + problem;
    }

    /** The operation that failed, for example {@code "session.find"}. */
    public final String operation() {
        return operation;
    }

    /** The key or id that the operation was about; empty where there is none. A secret id is given by its hash. */
    public final String subject() {
        return subject;
    }
}
