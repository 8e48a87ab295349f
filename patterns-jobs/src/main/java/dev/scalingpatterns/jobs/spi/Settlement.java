package dev.scalingpatterns.jobs.spi;

import dev.scalingpatterns.jobs.DeadReason;
import dev.scalingpatterns.jobs.EncodedValue;
import java.time.Duration;
import java.util.Optional;

/** What becomes of a claimed job. It ends the claim, and its token with it. */
public sealed interface Settlement {

    /** The token of the claim. */
    long token();

    /**
     * It succeeded.
     *
     * @param token the token of the claim
     * @param result what its handler left
     */
    record Complete(long token, Optional<EncodedValue> result) implements Settlement {}

    /**
     * The attempt failed; the job becomes due again after the delay, by the backend's clock, with one more failure. If it
     * was asked to cancel, it is cancelled instead.
     *
     * @param token the token of the claim
     * @param failure what went wrong
     * @param delay how long to wait
     */
    record Retry(long token, Failure failure, Duration delay) implements Settlement {}

    /**
     * The attempt failed and it goes to the dead letters, with one more failure. If it was asked to cancel, it is cancelled
     * instead.
     *
     * @param token the token of the claim
     * @param reason why there is no other attempt
     * @param failure what went wrong
     */
    record Bury(long token, DeadReason reason, Failure failure) implements Settlement {}

    /**
     * It stopped because it was cancelled.
     *
     * @param token the token of the claim
     */
    record Cancel(long token) implements Settlement {}

    /**
     * It is given back as if it had not been claimed: ready, with its due time, no failure and no crash counted. If it was
     * asked to cancel, it is cancelled instead.
     *
     * @param token the token of the claim
     */
    record Release(long token) implements Settlement {}
}
