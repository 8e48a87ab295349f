package dev.scalingpatterns.concurrency;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where idempotent calls are kept. Each method is atomic; time is the backend's. */
interface CallDriver extends AutoCloseable {

    /** What a caller finds. */
    enum Verdict {
        /** Nobody is at work and there is no result: it is the caller's. */
        YOURS,
        /** Another caller is at work. */
        BUSY,
        /** There is a result. */
        DONE,
        /** It failed for good. */
        FAILED,
        /** The key belongs to another request. */
        OTHER_REQUEST
    }

    /**
     * What a caller finds.
     *
     * @param attempt if {@link Verdict#YOURS}, the number of the attempt; from a mere look, the one before it
     * @param result if {@link Verdict#DONE}
     * @param failureType if {@link Verdict#FAILED}
     */
    record Claim(
            Verdict verdict,
            int attempt,
            @Nullable Encoded result,
            @Nullable String failureType) {

        static Claim of(Verdict verdict, int attempt) {
            return new Claim(verdict, attempt, null, null);
        }
    }

    /** States of a record. */
    enum State {
        RUNNING,
        FREE,
        DONE,
        FAILED
    }

    /**
     * A record, and what the backend's clock says about it.
     *
     * @param leased whether the lease has not passed
     * @param kept whether the retention has not passed
     */
    record CallRecord(
            String fingerprint,
            int attempt,
            State state,
            boolean leased,
            boolean kept,
            @Nullable Encoded result,
            @Nullable String failureType) {

        /** What this record means to a caller. */
        Claim judge(Fingerprint asked) {
            boolean running = state == State.RUNNING && leased;
            if (!kept && !running) {
                return Claim.of(Verdict.YOURS, attempt);
            }
            if (!fingerprint.equals(asked.hash())) {
                return Claim.of(Verdict.OTHER_REQUEST, attempt);
            }
            return switch (state) {
                case RUNNING -> Claim.of(running ? Verdict.BUSY : Verdict.YOURS, attempt);
                case FREE -> Claim.of(Verdict.YOURS, attempt);
                case DONE -> new Claim(Verdict.DONE, attempt, result, null);
                case FAILED -> new Claim(Verdict.FAILED, attempt, null, failureType);
            };
        }
    }

    /** Claims the call for this caller if it can be, with a lease. */
    Claim claim(CallKey key, Fingerprint fingerprint, Duration lease, Duration retention);

    /** Stores the result of this attempt; false if it is not the current one any more. */
    boolean complete(CallKey key, int attempt, Encoded result, Duration retention);

    /** Stores that this attempt failed for good; false if it is not the current one any more. */
    boolean fail(CallKey key, int attempt, String failureType, Duration retention);

    /** Frees the call for the next attempt, if this is the current one. */
    void free(CallKey key, int attempt);

    /** Returns when the call may have changed, and no later than the deadline; earlier is no harm. */
    void await(CallKey key, int attempt, Deadline deadline) throws InterruptedException;

    /** Removes what is past its retention. */
    long purge();

    @Override
    void close();
}
