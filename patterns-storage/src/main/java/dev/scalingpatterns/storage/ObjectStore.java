package dev.scalingpatterns.storage;

import dev.scalingpatterns.core.Backends;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Keeps whole objects by key: in memory, and later in a directory or on S3, with the same semantics on each.
 *
 * <pre>{@code
 * ObjectStore photos = ObjectStore.open(backends, "photos");
 * photos.put("users/42/cat.jpg", Content.of(path), Condition.ifAbsent());
 * try (ObjectWriter report = photos.writer("reports/q3.csv")) {
 *     report.write(rows);
 *     report.commit(); // closed without commit: nothing was written
 * }
 * }</pre>
 *
 * <p><b>Whole objects.</b> A reader sees all the bytes and metadata of one version or none of it. Whatever breaks while
 * an object is written, the old object or the new one is there and nothing else. What was written is seen by every read
 * and listing that begins after the write has returned.
 *
 * <p><b>Conditions</b> ({@link Condition}) are checked in the same atomic step that publishes or removes, at every size.
 *
 * <p><b>Keys</b> follow one rule on every store, see {@link ObjectKeys}; a key outside it is an
 * {@link IllegalArgumentException} before anything else happens. Keys differ when their characters differ; no case is
 * folded, nothing is decoded or normalized.
 *
 * <p><b>Errors.</b> Besides what each method names, every method throws {@link NullPointerException} for a null,
 * {@link IllegalStateException} after {@link #close}, {@link dev.scalingpatterns.core.UnavailableException} where the
 * backend is gone, too slow or full (nothing was done), and each that writes
 * {@link dev.scalingpatterns.core.UnknownOutcomeException} where no answer came (the old object or the new one is there,
 * whole).
 *
 * <p>Safe for use by many threads; the readers, writers and iterators it hands out serve one thread at a time. What only
 * some backends can do is a sub-interface of this one.
 */
public interface ObjectStore extends AutoCloseable {

    /**
     * Opens the store that {@code patterns.storage.url} chooses. It is closed with the backends.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is unknown or refused
     * @throws IllegalStateException if it is open already or the backends are closed
     */
    static ObjectStore open(Backends backends) {
        return open(backends, "");
    }

    /**
     * Opens the store that {@code patterns.storage.<name>.url} chooses. It is closed with the backends.
     *
     * <p>Options: {@code url} ({@code memory:}, the default); {@code maximum-size} of what is in memory
     * ({@link InMemoryObjectStore.Builder#maximumSize}).
     *
     * @param name the instance's name; empty for the unnamed one
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is unknown or refused
     * @throws IllegalStateException if it is open already or the backends are closed
     */
    static ObjectStore open(Backends backends, String name) {
        return open(backends, name, StorageOptions.defaults());
    }

    /**
     * Opens the store that {@code patterns.storage.<name>.url} chooses, with what is told in code: a listener, for example.
     *
     * @param name the instance's name; empty for the unnamed one
     * @throws dev.scalingpatterns.core.ConfigurationException if a setting is unknown or refused
     * @throws IllegalStateException if it is open already or the backends are closed
     */
    static ObjectStore open(Backends backends, String name, StorageOptions options) {
        return StorageFactory.open(backends, name, options);
    }

    /** {@link #put(String, Content, PutOptions, Condition)} by the default options, whatever is there. */
    default PutResult put(String key, Content content) {
        return put(key, content, PutOptions.defaults(), Condition.none());
    }

    /** {@link #put(String, Content, PutOptions, Condition)} by the default options. */
    default PutResult put(String key, Content content, Condition condition) {
        return put(key, content, PutOptions.defaults(), condition);
    }

    /** {@link #put(String, Content, PutOptions, Condition)} whatever is there. */
    default PutResult put(String key, Content content, PutOptions options) {
        return put(key, content, options, Condition.none());
    }

    /**
     * Stores an object, in place of what is there.
     *
     * <p>The content is opened, read once to its end and closed; a backend may open a repeatable one again in order to
     * retry. Where this method throws, the old object is there and nothing of the new one.
     *
     * @throws IllegalArgumentException if the key is not allowed, the content has not the length it declares, or its
     *     bytes do not have the checksum that the options give
     * @throws dev.scalingpatterns.core.ConflictException if the condition does not hold
     * @throws java.io.UncheckedIOException if the content cannot be read; an unchecked exception of it comes as it is
     */
    PutResult put(String key, Content content, PutOptions options, Condition condition);

    /** {@link #get(String, ByteRange)} of the whole object. */
    default Optional<ObjectReader> get(String key) {
        return get(key, ByteRange.all());
    }

    /**
     * Opens an object for reading, or answers with empty if there is none. The reader must be closed.
     *
     * @param range the bytes wanted; what lies beyond the object's end is left out, so that a range behind the end gives
     *     no bytes, see {@link ByteRange}
     * @throws IllegalArgumentException if the key is not allowed
     */
    Optional<ObjectReader> get(String key, ByteRange range);

    /**
     * What is known about an object, or empty if there is none.
     *
     * @throws IllegalArgumentException if the key is not allowed
     */
    Optional<ObjectInfo> head(String key);

    /** {@link #delete(String, Condition)} whatever is there. */
    default void delete(String key) {
        delete(key, Condition.none());
    }

    /**
     * Removes an object. Where there is none, nothing is done, whatever the condition: a delete that is repeated because
     * its answer was lost is no conflict. Readers of it read on.
     *
     * @param condition {@link Condition#none} or {@link Condition#ifMatch}
     * @throws IllegalArgumentException if the key is not allowed, or the condition is {@link Condition#ifAbsent}
     * @throws dev.scalingpatterns.core.ConflictException if there is an object with another entity tag
     */
    void delete(String key, Condition condition);

    /**
     * Removes many objects, each for itself: one that fails keeps no other from being removed. What is absent counts as
     * removed.
     *
     * @return a result for each different key, in the order given; look at it, a failure is not thrown
     * @throws IllegalArgumentException if a key is not allowed; then none was removed
     */
    List<DeleteResult> deleteAll(Collection<String> keys);

    /** {@link #copy(String, String, Condition)} whatever is at the target. */
    default Optional<PutResult> copy(String from, String to) {
        return copy(from, to, Condition.none());
    }

    /**
     * Copies an object with its metadata and checksum, inside the backend; the copy has an entity tag and a time of its
     * own. Onto itself an object is not copied: the condition is checked, nothing changes, and the result tells what is
     * there.
     *
     * @param condition what must hold at the target
     * @return empty if there is no object to copy; then the target is as it was
     * @throws IllegalArgumentException if a key is not allowed
     * @throws dev.scalingpatterns.core.ConflictException if there is an object to copy and the condition does not hold
     */
    Optional<PutResult> copy(String from, String to, Condition condition);

    /** {@link #list(ListOptions)} of everything. */
    default Listing list() {
        return list(ListOptions.all());
    }

    /** A lazy listing: pages are fetched as they are needed, and one that fails throws, see {@link Listing}. */
    Listing list(ListOptions options);

    /** {@link #writer(String, PutOptions)} by the default options. */
    default ObjectWriter writer(String key) {
        return writer(key, PutOptions.defaults());
    }

    /**
     * A stream to write an object of unknown length to. Nothing is seen of it before {@link ObjectWriter#commit()}.
     *
     * @throws IllegalArgumentException if the key is not allowed
     */
    ObjectWriter writer(String key, PutOptions options);

    /**
     * A view of the objects whose keys begin with a prefix, by the keys' rest: {@code prefixed("tenants/42/")} cannot
     * reach another tenant's objects. Prefix and rest together follow the key rule, and messages name the whole key.
     * Closing the view closes nothing but the view; what was begun through it goes on.
     *
     * @param prefix a valid key and a {@code /} at its end
     * @throws IllegalArgumentException if it is not
     */
    default ObjectStore prefixed(String prefix) {
        return new PrefixedObjectStore(this, prefix);
    }

    /** Gives back what the store holds. Reading, writing or listing on is an {@link IllegalStateException}. Idempotent. */
    @Override
    void close();
}
