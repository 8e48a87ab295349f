package dev.scalingpatterns.core;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * The one place where a driver's exceptions become our few kinds; an adapter gives one to its {@link Guard}.
 *
 * <p>The rules: {@link UnavailableException} only where the backend has certainly done nothing, {@link
 * UnknownOutcomeException} where a request may have been sent and its answer did not come (the guard makes it {@code
 * Unavailable} for a call that only reads), and what is the caller's own is passed through. No message may quote a
 * payload or a secret. Implementations are safe for use by many threads.
 */
@FunctionalInterface
public interface ErrorTranslator {

    /**
     * The exception to throw instead of a driver's.
     *
     * @param operation the operation, for example {@code "session.find"}
     * @param subject the key or id it was about; empty where there is none; never a secret
     * @param error what was thrown, without the wrappers of {@code java.util.concurrent}
     */
    RuntimeException translate(String operation, String subject, Throwable error);

    /**
     * For code without a driver of its own: unchecked exceptions are passed through, input/output and time-outs are an
     * {@link UnknownOutcomeException}, any other checked exception is an {@link IllegalStateException}.
     */
    static ErrorTranslator standard() {
        return (operation, subject, error) -> {
            if (error instanceof RuntimeException unchecked) {
                return unchecked;
            }
            if (error instanceof IOException || error instanceof TimeoutException) {
                return new UnknownOutcomeException(operation, subject, "no answer came; it may have happened", error);
            }
            return new IllegalStateException(operation + " failed", error);
        };
    }
}
