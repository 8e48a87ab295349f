package dev.scalingpatterns.cache;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A cache beside a source of truth: values are read through it, and invalidated by whoever changes the source.
 *
 * <pre>{@code
 * Cache<String, Product> products =
 *         Cache.<String, Product>builder("products").ttl(Duration.ofMinutes(10)).open(backends);
 *
 * Product product = products.get("42", this::loadProduct);           // one load, however many callers
 * Map<String, Product> some = products.getAll(ids, this::loadProducts);   // what is missing in one load
 * products.invalidate("42");                                          // after the commit that changed it
 * }</pre>
 *
 * <p><b>What is promised.</b>
 *
 * <ul>
 *   <li>After {@link #invalidate} has returned, no load that began before it is served to a call that begins after, or
 *       stored, on any path: single or bulk, blocking or not, in the foreground or in the background. The same holds for
 *       {@link #invalidateAll}, {@link #invalidateTag} and {@link #clear}, and, but for what it says about stale
 *       values, {@link #expire}. A call that was waiting already may be given the older value; that is how it would have
 *       been had it come a little earlier.
 *   <li>A key is loaded once at a time, however many ask for it; the others wait for that load, at most
 *       {@link CacheBuilder#loadTimeout}. A load that takes longer keeps nobody from trying again: the next caller
 *       loads anew, and what the slow one brings is then stored nowhere. Nor does a caller that is interrupted while it
 *       loads: those who wait for it try themselves.
 *   <li>Loads of different keys never wait for each other, but for {@link CacheBuilder#maximumConcurrentLoads}.
 *   <li>A value is served as fresh for its time to live at most, counted from the end of its load.
 * </ul>
 *
 * <p><b>Absent and failed.</b> A loader that returns {@code null} says that there is no such value. That is an answer: the
 * read returns {@code null}, and it is remembered for {@link CacheBuilder#absentTtl}. (Other ports answer with an
 * {@link java.util.Optional}; here {@code null} keeps the hit free of allocation, as in {@link Map#get}.) A loader that
 * throws has failed: no read returns {@code null} because of it. An unchecked exception reaches every caller of that load
 * as it is, the same instance; a checked one as the cause of an
 * {@link dev.scalingpatterns.core.UnavailableException}. For {@link CacheBuilder#failureBackoff} afterwards the key is
 * not tried again, and callers get an {@code UnavailableException}, unless a stale value may be served.
 *
 * <p><b>Values are shared.</b> What is held in memory is the object itself, not a copy: treat keys and values as
 * immutable. An implementation with a second level may also hand out copies, so nothing may depend on identity.
 *
 * <p>Keys have {@code equals} and {@code hashCode}, and appear in messages: they are not secrets. Safe for use by many
 * threads. Every method throws {@link NullPointerException} for a null argument and {@link IllegalStateException} when
 * the cache is closed.
 *
 * @param <K> the keys' type
 * @param <V> the values' type
 */
public interface Cache<K, V> extends AutoCloseable {

    /**
     * Begins to build a cache. Close it by {@link #close}, or open it on
     * {@link dev.scalingpatterns.core.Backends Backends}, which close it.
     *
     * @param name names the cache in keys of the configuration and in metrics: a letter, then letters, digits and
     *     hyphens, all lower case, at most 63
     * @throws IllegalArgumentException if the name is not of that form
     */
    static <K, V> CacheBuilder<K, V> builder(String name) {
        return new CacheBuilder<>(name);
    }

    /** The cache's name. */
    String name();

    /**
     * The value of a key, loaded if there is none that may be served. The loader runs in this thread.
     *
     * @return the value; {@code null} if the source has none
     * @throws RuntimeException what the loader threw, here or for the caller who came first
     * @throws dev.scalingpatterns.core.UnavailableException if the loader threw a checked exception; if the last load
     *     failed a moment ago; if the load of another caller, or a place among the concurrent loads, was waited for in
     *     vain; or if this thread was interrupted while it waited
     * @throws IllegalStateException if the loader asks this cache for the key that it is loading, or two loads ask for
     *     each other's key
     */
    @Nullable V get(K key, CacheLoader<? super K, ? extends V> loader);

    /**
     * The values of several keys; what is missing and nobody else is loading is loaded in one go, in this thread.
     *
     * @param keys the keys; one that is there twice counts once
     * @return the values that the source has, in the order of the keys; an absent key is not in it; cannot be changed
     * @throws BulkLoadException if some keys could not be loaded, for any of the reasons named at {@link #get}: it holds
     *     the failure of each, and the values of the others
     */
    Map<K, V> getAll(Collection<? extends K> keys, CacheBulkLoader<K, V> loader);

    /**
     * {@link #get} without waiting: the loader runs on the cache's executor. What the future fails with is what
     * {@code get} would throw; to cancel or complete it harms no one else.
     */
    CompletableFuture<@Nullable V> getAsync(K key, CacheLoader<? super K, ? extends V> loader);

    /**
     * {@link #getAll} without waiting: the loader runs on the cache's executor. What the future fails with is what
     * {@code getAll} would throw; to cancel or complete it harms no one else.
     */
    CompletableFuture<Map<K, V>> getAllAsync(Collection<? extends K> keys, CacheBulkLoader<K, V> loader);

    /**
     * The fresh value that is held now; nothing is loaded or waited for.
     *
     * @return the value; {@code null} if there is none, or none that is fresh, or it is known to be absent
     */
    @Nullable V getIfPresent(K key);

    /**
     * Drops a key. To be called after the commit of each change of the source, be it an insert, an update or a delete. A
     * failure that is remembered for the key is forgotten too.
     */
    void invalidate(K key);

    /** {@link #invalidate} for each of the keys. */
    void invalidateAll(Collection<? extends K> keys);

    /**
     * Drops every value that carries a tag, as {@link CacheBuilder#tags} said when it was loaded. Absent keys have no
     * tags. Far more tags in use than there is room for entries cost loads, never a stale value.
     *
     * @throws IllegalArgumentException if the tag is empty
     */
    void invalidateTag(String tag);

    /** Drops everything, failures that are remembered too. */
    void clear();

    /**
     * Makes the value of a key stale at once, as if its time to live were over: it is loaded anew, but may still be served
     * meanwhile, for {@link CacheBuilder#staleWhileRevalidate}, or when the load fails, for
     * {@link CacheBuilder#staleIfError}. With neither (the default) it is {@link #invalidate}. A load that runs already
     * is not stored.
     */
    void expire(K key);

    /** What was done so far. */
    CacheStats stats();

    /**
     * Drops everything and ends the threads of the cache's own executor; who waits for a load gets an
     * {@link IllegalStateException}. A second call does nothing.
     */
    @Override
    void close();
}
