package dev.scalingpatterns.jobs;

/** What becomes of a job whose unique key an unfinished job of the same kind holds. */
public enum OnDuplicate {
    /** It is refused: {@link DuplicateJobException}. */
    REJECT,
    /** It is dropped in favour of the one that is there, whose id is returned. */
    KEEP,
    /**
     * It takes the place of the one that is there if that one waits: the old one is cancelled. One that is running goes on
     * undisturbed, without the key, and the new one is accepted beside it: newer data is never dropped.
     */
    REPLACE
}
