package dev.scalingpatterns.concurrency;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one transaction is to run: {@code TransactionDefinition.of(SERIALIZABLE).within(Duration.ofSeconds(2))}.
 * Immutable; each method answers with a changed copy.
 */
public final class TransactionDefinition {

    private static final int MAX_KEY_LENGTH = 200;

    private final Isolation isolation;
    private final boolean readOnly;
    private final Nesting nesting;
    private final @Nullable Duration timeout;
    private final @Nullable String key;

    private TransactionDefinition(
            Isolation isolation, boolean readOnly, Nesting nesting, @Nullable Duration timeout, @Nullable String key) {
        this.isolation = isolation;
        this.readOnly = readOnly;
        this.nesting = nesting;
        this.timeout = timeout;
        this.key = key;
    }

    /** Read and write at this level, no nesting, the transactor's own timeout, no key. */
    public static TransactionDefinition of(Isolation isolation) {
        return new TransactionDefinition(
                Objects.requireNonNull(isolation, "isolation"), false, Nesting.REFUSE, null, null);
    }

    /** Only reads: a write is refused and never kept, and the body may always be run again. */
    public TransactionDefinition readOnly() {
        if (key != null) {
            throw new IllegalStateException("a read-only transaction needs no key: it may always be run again");
        }
        return new TransactionDefinition(isolation, true, nesting, timeout, null);
    }

    /** What to do inside another transaction of the same database; {@link Nesting#REFUSE} unless set. */
    public TransactionDefinition nesting(Nesting choice) {
        return new TransactionDefinition(isolation, readOnly, Objects.requireNonNull(choice, "nesting"), timeout, key);
    }

    /**
     * The time for all of it: waiting for a connection, every attempt, every pause between. From it derive the time
     * limits of statements and locks, to within a tenth of it; a body that has outlived it is not committed. A pool that
     * has no connection may add its own borrow timeout once. The transactor's own unless set.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public TransactionDefinition within(Duration limit) {
        Checks.positive(limit, "timeout");
        return new TransactionDefinition(isolation, readOnly, nesting, limit, key);
    }

    /**
     * Makes the outcome resolvable: a row under this key is written and committed with the transaction. When the answer
     * to COMMIT is lost, the transactor finds the truth by it and, if nothing was committed, may run the body again.
     * A key is for one transaction: choose it before the first try and never use it for another.
     *
     * @throws IllegalArgumentException if it is empty, longer than 200 characters or has control characters
     * @throws IllegalStateException if this definition is read-only
     */
    public TransactionDefinition key(String unique) {
        Checks.identifier(unique, "key", MAX_KEY_LENGTH);
        if (readOnly) {
            throw new IllegalStateException("a read-only transaction needs no key: it may always be run again");
        }
        return new TransactionDefinition(isolation, false, nesting, timeout, unique);
    }

    /** The level asked for. */
    public Isolation isolation() {
        return isolation;
    }

    /** Whether it only reads. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** What to do inside another transaction. */
    public Nesting nesting() {
        return nesting;
    }

    /** The time for all of it; empty for the transactor's own. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** The key; empty for none. */
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }

    @Override
    public String toString() {
        return isolation + (readOnly ? " read-only" : "") + (key == null ? "" : " key " + key);
    }
}
