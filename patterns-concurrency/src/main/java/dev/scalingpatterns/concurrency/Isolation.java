package dev.scalingpatterns.concurrency;

/**
 * What a transaction is kept safe from. The names are SQL's, the promises are ours and the same on every engine: an
 * engine whose level of that name is weaker is brought up to the promise, or the level is refused when the
 * {@link Transactor} is opened.
 *
 * <p>Whatever the level, a statement that carries its condition ({@code UPDATE … WHERE balance >= ?}) is right on its
 * own: the database judges the condition and writes under one row lock.
 */
public enum Isolation {
    /**
     * Reads what is committed, statement by statement. <em>Not safe</em> for read, compute, write: another transaction
     * may write between (lost update), and two reads may belong to two moments (read skew). Use it with conditional
     * statements or {@code SELECT … FOR UPDATE}.
     */
    READ_COMMITTED,

    /**
     * One snapshot for the whole transaction, and a write to a row that has changed since is refused and the body run
     * again: no lost update, no read skew, no phantom. Two transactions that read the same rows and write
     * <em>different</em> ones can still break a rule that spans the rows (write skew).
     */
    REPEATABLE_READ,

    /**
     * As if the serializable transactions had run one after the other: neither of the above, no write skew. The guarantee
     * holds among transactions that all ask for it.
     */
    SERIALIZABLE;

    /** Whether this level keeps all that the other keeps. */
    public boolean atLeast(Isolation other) {
        return compareTo(other) >= 0;
    }
}
