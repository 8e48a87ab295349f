package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.concurrency.TransactorListener.Reason;

/** What a statement's error means for its transaction. */
enum Failure {
    /** The statement was undone, the transaction goes on. */
    STATEMENT(false, false, false),

    /** The transaction can only be rolled back, and would fail again. */
    ABORTED(true, false, true),

    /** Another transaction won; this one has ended. */
    CONFLICT(true, true, false),

    /** Out of time. Committing what went before would commit a half: it must be rolled back. */
    TIMEOUT(true, true, true),

    /** The connection is gone, and with it the transaction. */
    CONNECTION(true, true, false);

    private final boolean ends;
    private final boolean retried;
    private final boolean savable;

    Failure(boolean ends, boolean retried, boolean savable) {
        this.ends = ends;
        this.retried = retried;
        this.savable = savable;
    }

    /** Whether the transaction must not commit after it. */
    boolean endsTransaction() {
        return ends;
    }

    /** Whether a new attempt may fare better; nothing of this one was committed. */
    boolean isRetried() {
        return retried;
    }

    /** Whether going back to a savepoint heals the transaction. */
    boolean isHealedBySavepoint() {
        return savable;
    }

    Reason reason() {
        return switch (this) {
            case CONFLICT -> Reason.CONFLICT;
            case TIMEOUT -> Reason.TIMEOUT;
            case CONNECTION -> Reason.CONNECTION;
            case STATEMENT, ABORTED -> Reason.BODY;
        };
    }
}
