package dev.scalingpatterns.jobs;

import java.util.Objects;

/**
 * The name of one job, given by its queue. Opaque: compare and print it, do not take it apart.
 *
 * @param value 1 to 100 characters
 */
public record JobId(String value) {

    private static final int MAX_LENGTH = 100;

    /**
     * A job's id from its text, for example out of a URL.
     *
     * @throws IllegalArgumentException if the text is empty or longer than 100 characters
     */
    public JobId {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a job id has 1 to " + MAX_LENGTH + " characters, not " + value.length());
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
