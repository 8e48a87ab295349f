package dev.scalingpatterns.concurrency;

/** What {@link Transactor#resolve} found out about a transaction that ran with a key. */
public enum Resolution {
    /** It committed. */
    COMMITTED,

    /** It did not commit, and never will: its key is used up. Run the work again with a new key. */
    NOT_COMMITTED,

    /** The database still works on it. Ask again. */
    IN_FLIGHT
}
