package dev.scalingpatterns.jobs;

import java.util.Objects;

/**
 * How far a job has come, as its handler last said.
 *
 * @param fraction from 0.0 to 1.0
 * @param message for people, at most 1,000 characters; may be empty
 */
public record JobProgress(double fraction, String message) {

    /** Nothing was said. */
    public static final JobProgress NONE = new JobProgress(0.0, "");

    private static final int MAX_MESSAGE = 1_000;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the fraction is not from 0.0 to 1.0 or the message is too long
     */
    public JobProgress {
        Objects.requireNonNull(message, "message");
        if (!(fraction >= 0.0 && fraction <= 1.0)) {
            throw new IllegalArgumentException("progress is from 0.0 to 1.0, not " + fraction);
        }
        if (message.length() > MAX_MESSAGE) {
            throw new IllegalArgumentException(
                    "a progress message has at most " + MAX_MESSAGE + " characters, not " + message.length());
        }
    }
}
