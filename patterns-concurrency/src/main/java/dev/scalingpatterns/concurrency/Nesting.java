package dev.scalingpatterns.concurrency;

/** What happens to a transaction that begins inside another of the same database, in the same thread. */
public enum Nesting {
    /**
     * It is refused with an {@link IllegalStateException} at once. A second connection would see nothing of the first
     * transaction's work, may wait for its locks for ever, and empties the pool when every thread does it.
     */
    REFUSE,

    /**
     * It becomes part of the outer one: same handle, same commit. If its body throws, the outer transaction cannot commit
     * any more, even if the exception is caught. It is refused if it asks for more isolation than the outer one has, for
     * writing inside a read-only one, or for a key.
     */
    JOIN
}
