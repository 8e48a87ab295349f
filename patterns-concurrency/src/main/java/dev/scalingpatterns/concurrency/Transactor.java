package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.Backends;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions so that what returns is committed, what throws is not, and what cannot be known says so.
 *
 * <pre>{@code
 * int left = transactor.run(SERIALIZABLE, handle -> {
 *     int balance = handle.select("SELECT balance FROM account WHERE id = ?", id).mapTo(int.class).one();
 *     if (balance < amount) {
 *         throw new InsufficientFunds();
 *     }
 *     handle.execute("UPDATE account SET balance = ? WHERE id = ?", balance - amount, id);
 *     Transactor.afterCommit(handle, () -> cache.invalidate(id));
 *     return balance - amount;
 * });
 * }</pre>
 *
 * <p>The body is run again, in a new transaction and after a pause with full jitter, only where the database says that
 * nothing was committed: serialization failures, deadlocks, lock timeouts, a connection that broke before COMMIT. It is
 * bounded by attempts and by one absolute deadline. An exception of the body's own rolls back and is thrown as it is.
 *
 * <p>A statement's error that ended the transaction cannot be swallowed: later statements of the same body fail, and
 * instead of committing what is left the transactor rolls back. Statements that end a transaction on their own are refused
 * in a body: {@code COMMIT}, {@code ROLLBACK}, and DDL on engines that commit before it (H2, MariaDB).
 *
 * <p>Safe for use by many threads. A handle belongs to its body and its thread.
 */
public interface Transactor extends AutoCloseable {

    /**
     * Opens the transactor that {@code patterns.concurrency.url} chooses: {@code jdbc:h2:mem:…}, by default a database
     * private to the {@code backends}, in which {@link ConcurrencySchema} creates its tables at once.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is wrong, the database is not one of those
     *     supported, or its tables are missing
     * @throws dev.scalingpatterns.core.UnavailableException if the database cannot be reached
     * @throws IllegalStateException if it is open already
     */
    static Transactor open(Backends backends) {
        return open(backends, "");
    }

    /**
     * Opens the named instance, {@code patterns.concurrency.<name>.url}; otherwise as {@link #open(Backends)}.
     *
     * @param name lower-case letters, digits and hyphens; empty for the unnamed instance
     */
    static Transactor open(Backends backends, String name) {
        return ConcurrencyFactory.of(backends, name).transactor();
    }

    /**
     * Runs a transaction at this level, with the transactor's own timeout, refusing nesting.
     *
     * @return what the body returned, once it is committed
     * @throws X what the body threw; nothing was committed
     * @throws dev.scalingpatterns.core.ConflictException if other transactions won every attempt; nothing was committed
     * @throws dev.scalingpatterns.core.UnavailableException if the database could not be reached or was too slow, or the
     *     thread was interrupted; nothing was committed
     * @throws org.jdbi.v3.core.JdbiException if the database refused a statement of the body or the COMMIT; nothing was
     *     committed
     * @throws UnknownCommitException if COMMIT was sent and its answer lost
     * @throws IllegalStateException if this runs inside another transaction of the same database, the body swallowed an
     *     error that ended the transaction, or the transactor is closed; nothing was committed
     */
    default <T extends @Nullable Object, X extends Exception> T run(Isolation isolation, TransactionBody<T, X> body)
            throws X {
        return run(TransactionDefinition.of(isolation), body);
    }

    /**
     * Runs a transaction as defined. With a key, a lost answer to COMMIT is resolved, and the body run again if nothing was
     * committed.
     *
     * @return what the body returned, once it is committed; joined to an outer transaction, at once
     * @throws X what the body threw; nothing was committed
     * @throws dev.scalingpatterns.core.ConflictException if other transactions won every attempt, or the key was used
     *     before; nothing was committed
     * @throws dev.scalingpatterns.core.UnavailableException if the database could not be reached or was too slow, or the
     *     thread was interrupted; nothing was committed
     * @throws UnknownCommitException if COMMIT was sent, its answer lost, and the truth not found in time
     * @throws IllegalStateException if this runs inside another transaction of the same database and may not, the body
     *     swallowed an error that ended the transaction, it wrote though read-only, or the transactor is closed; nothing
     *     was committed
     */
    <T extends @Nullable Object, X extends Exception> T run(
            TransactionDefinition definition, TransactionBody<T, X> body) throws X;

    /** As {@link #run(Isolation, TransactionBody)}, for a body that returns nothing. */
    default <X extends Exception> void use(Isolation isolation, TransactionAction<X> action) throws X {
        Objects.requireNonNull(action, "action");
        this.<Boolean, X>run(isolation, handle -> {
            action.run(handle);
            return true;
        });
    }

    /**
     * As {@link #run(TransactionDefinition, TransactionBody)}, but the end is a value and nothing of it is thrown, the
     * body's exceptions included. Errors ({@link Error}) and misuse of this method itself are still thrown.
     *
     * @throws IllegalStateException if the transaction would be a part of another one, whose end is not known yet
     */
    <T extends @Nullable Object> TransactionOutcome<T> attempt(
            TransactionDefinition definition, TransactionBody<T, ?> body);

    /**
     * Finds out what became of a transaction that ran with a key, in this process or another, exactly and for good: if it
     * did not commit, this takes its key away, so that it never will. Only for keys no older than what
     * {@link #purgeKeys} leaves.
     *
     * @throws IllegalArgumentException if it is no key
     * @throws dev.scalingpatterns.core.UnavailableException if the database could not be reached
     */
    Resolution resolve(String key);

    /**
     * Runs the hook once, in this thread, after the handle's transaction has committed and its connection has been given
     * back; never if it does not commit or the attempt is run again. Hooks run in the order they were given. One that
     * throws undoes nothing and stops no other: it is logged, told to {@link TransactorListener#afterCommitFailed} and
     * part of {@link TransactionOutcome.Committed}. A process that dies between loses its hooks: what must happen belongs
     * into the transaction, as a row or a job. (Jdbi's own {@link Handle#afterCommit} works too, but runs while the
     * connection is still borrowed, and the first that throws stops those behind it.)
     *
     * @param handle the handle that a transactor gave to the running body
     * @throws IllegalStateException if it is not such a handle, or its transaction is over
     */
    static void afterCommit(Handle handle, Runnable hook) {
        ActiveTransaction.of(handle).afterCommit(hook);
    }

    /**
     * The pool this transactor borrows from, for what is no transaction: schema tools, DDL, reports. To borrow from it
     * inside a body is refused, with an {@link IllegalStateException}: it is a second connection, as
     * {@link Nesting#REFUSE} says. Closing a connection gives it back.
     */
    DataSource dataSource();

    /**
     * Forgets keys of transactions that ended longer ago than this, by the database's clock. Choose more than the longest
     * time in which {@link #resolve} may still be asked: a forgotten key that had committed is resolved wrongly.
     *
     * @return how many were forgotten
     */
    long purgeKeys(Duration olderThan);

    /** Refuses new transactions. Those that run end as they would; the pool is closed with the {@link Backends}. */
    @Override
    void close();
}
