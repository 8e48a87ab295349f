package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.Backends;
import org.jspecify.annotations.Nullable;

/**
 * Reads from replicas that see one's own writes: a write answers with a position, and a read that is given it goes to a
 * replica that has reached it, or to the primary.
 *
 * <pre>{@code
 * Positioned<Order> placed = replicas.write(SERIALIZABLE, handle -> placeOrder(handle));
 * session.put("position", placed.position().token());
 * // the next request, on any server
 * Position seen = new Position(session.get("position"));
 * List<Order> orders = replicas.read(seen, handle -> findOrders(handle)).value();
 * }</pre>
 *
 * <p>A read waits for a replica no longer than a set bound and then goes to the primary; it also goes there when replicas
 * lag, are gone or cannot tell how far they are. Passing on the position of a read as well makes reads monotonic. A read
 * from a replica is no basis for a write: even one that has caught up may show commits in another order than the primary;
 * read again inside {@link #write}. Safe for use by many threads.
 */
public interface ReadReplicas extends AutoCloseable {

    /**
     * Opens the one that {@code patterns.concurrency.url} chooses. The embedded database is its own only replica.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is wrong
     * @throws dev.scalingpatterns.core.UnavailableException if the database cannot be reached
     * @throws IllegalStateException if it is open already
     */
    static ReadReplicas open(Backends backends) {
        return open(backends, "");
    }

    /**
     * Opens the named instance, {@code patterns.concurrency.<name>.url}; otherwise as {@link #open(Backends)}.
     *
     * @param name lower-case letters, digits and hyphens; empty for the unnamed instance
     */
    static ReadReplicas open(Backends backends, String name) {
        return ConcurrencyFactory.of(backends, name).readReplicas();
    }

    /**
     * Runs a transaction on the primary, as {@link Transactor#run(Isolation, TransactionBody)} does.
     *
     * @return its value, and a position from which it is seen. If the position cannot be found out after the commit, it is
     *     one that only the primary has reached: an answer that is slow, never one that is stale
     * @throws X what the body threw; nothing was committed
     */
    <T extends @Nullable Object, X extends Exception> Positioned<T> write(
            Isolation isolation, TransactionBody<T, X> body) throws X;

    /**
     * Runs a read-only transaction ({@link Isolation#REPEATABLE_READ}: one snapshot) on a node that has reached the
     * position.
     *
     * @return its value, and the position it has seen, not before the one given
     * @throws X what the body threw
     * @throws IllegalArgumentException if it is not a position of this kind of database
     * @throws dev.scalingpatterns.core.UnavailableException if neither a replica nor the primary could be reached
     */
    <T extends @Nullable Object, X extends Exception> Positioned<T> read(Position atLeast, TransactionBody<T, X> body)
            throws X;

    /**
     * A position at which everything is seen that either sees: for a caller that knows two.
     *
     * @throws IllegalArgumentException if one is not a position of this kind of database
     */
    Position later(Position one, Position other);

    /** Ends the use of this port. A second call does nothing. */
    @Override
    void close();
}
