package dev.scalingpatterns.session.internal;

import dev.scalingpatterns.session.SessionKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a write.
 *
 * @param outcome what became of it
 * @param at the backend's time of the write
 * @param expiresAt when the session ends if it is not accessed any more
 * @param former the key before a rotation, {@code null} if there was none
 * @param bytes with {@link Outcome#TOO_LARGE}, how large the session would have become
 */
public record WriteAnswer(
        Outcome outcome,
        Instant at,
        Instant expiresAt,
        @Nullable SessionKey former,
        long bytes) {

    /** What can become of a write; all but the first two store nothing. */
    public enum Outcome {
        /** Everything asked for was done. */
        DONE,
        /** The changes are stored, and the id was not rotated, because it had been already. */
        ALREADY_ROTATED,
        /** There is no such session any more. */
        GONE,
        /** Someone wrote since the version that was expected. */
        CONFLICT,
        /** The session would have become too large. */
        TOO_LARGE
    }

    /** The changes are stored. */
    public static WriteAnswer done(Instant at, Instant expiresAt) {
        return new WriteAnswer(Outcome.DONE, at, expiresAt, null, 0);
    }

    /** The changes are stored under a fresh key. */
    public static WriteAnswer rotated(Instant at, Instant expiresAt, SessionKey former) {
        return new WriteAnswer(Outcome.DONE, at, expiresAt, former, 0);
    }

    /** The changes are stored under the key of today. */
    public static WriteAnswer alreadyRotated(Instant at, Instant expiresAt) {
        return new WriteAnswer(Outcome.ALREADY_ROTATED, at, expiresAt, null, 0);
    }

    /** Nothing was stored. */
    public static WriteAnswer refused(Outcome outcome) {
        return new WriteAnswer(outcome, Instant.EPOCH, Instant.EPOCH, null, 0);
    }

    /** Nothing was stored: the session would have become this large. */
    public static WriteAnswer tooLarge(long bytes) {
        return new WriteAnswer(Outcome.TOO_LARGE, Instant.EPOCH, Instant.EPOCH, null, bytes);
    }
}
