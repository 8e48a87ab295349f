package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.Backends;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Values that are replaced only by those who have seen the latest: optimistic concurrency control with version numbers.
 *
 * <pre>{@code
 * VersionedStore<String, Account> accounts = VersionedStore.open(backends, Account.class);
 * accounts.create("anna", new Account(100));
 * accounts.update("anna", account -> account.withdraw(80));
 * }</pre>
 *
 * <p>Every write gives its key a version greater than any the key ever had; none is used twice, not even after a
 * deletion, so a comparison never mistakes a new value for the old one (the ABA problem). Each operation is atomic.
 * Values are stored encoded: changing a value after it was stored or found changes nothing here. Safe for use by many
 * threads.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public interface VersionedStore<K, V> extends AutoCloseable {

    /** The longest key that is a string; a shorter one that is blank or has control characters is refused too. */
    int MAX_KEY_LENGTH = 255;

    /**
     * Opens the store that {@code patterns.concurrency.url} chooses, with strings as keys. The default is in memory.
     *
     * @param type the values' class, encoded by {@link dev.scalingpatterns.core.Codec#standard}
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is wrong
     * @throws IllegalStateException if it is open already
     */
    static <V> VersionedStore<String, V> open(Backends backends, Class<V> type) {
        return open(backends, "", type);
    }

    /**
     * Opens the named instance, {@code patterns.concurrency.<name>.url}; otherwise as {@link #open(Backends, Class)}.
     *
     * @param name lower-case letters, digits and hyphens; empty for the unnamed instance
     */
    static <V> VersionedStore<String, V> open(Backends backends, String name, Class<V> type) {
        return ConcurrencyFactory.of(backends, name).versionedStore(type);
    }

    /**
     * The value of a key with its version.
     *
     * @throws dev.scalingpatterns.core.CorruptDataException if what is stored cannot be read
     */
    Optional<Versioned<V>> find(K key);

    /**
     * Stores the first value of a key.
     *
     * @throws VersionConflictException if the key has a value
     */
    Versioned<V> create(K key, V value);

    /**
     * Replaces the value if it is still at this version.
     *
     * @return the value with its new version
     * @throws VersionConflictException if it is at another version, or not there
     */
    Versioned<V> compareAndSet(K key, long version, V value);

    /**
     * Computes a new value from the latest and stores it, again and with jitter between, until nobody came between: no
     * update is lost. The function may run several times; it should have no other effect. What it throws is thrown as it
     * is, and nothing is stored.
     *
     * @return the value with its new version; empty if the key has no value, and the function did not run
     * @throws dev.scalingpatterns.core.ConflictException if others came between at every attempt
     */
    Optional<Versioned<V>> update(K key, UnaryOperator<V> function);

    /**
     * As {@link #update}, and creates the value where there is none; the function is then given an empty one.
     *
     * @return the value with its new version
     * @throws dev.scalingpatterns.core.ConflictException if others came between at every attempt
     */
    Versioned<V> upsert(K key, Function<Optional<V>, V> function);

    /**
     * Deletes the value if it is still at this version.
     *
     * @throws VersionConflictException if it is at another version, or not there
     */
    void delete(K key, long version);

    /** Ends the use of this store. A second call does nothing. */
    @Override
    void close();
}
