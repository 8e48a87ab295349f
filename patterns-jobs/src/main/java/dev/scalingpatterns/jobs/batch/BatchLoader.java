package dev.scalingpatterns.jobs.batch;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Loads by key, so that the many loads of one unit of work cost one query per level: N+1 queries become two.
 *
 * <pre>{@code
 * static final BatchLoader<Long, List<Post>> POSTS =
 *         BatchLoader.grouped((Set<Long> ids) -> postDao.byUserIds(ids), Post::userId);
 *
 * BatchScope.run(scope -> {
 *     Map<Long, List<Post>> all = POSTS.loadAll(userIds);           // one query
 *     CompletionStage<List<Post>> later = POSTS.loadAsync(userId);  // gathered with what else is being loaded
 *     List<Post> now = POSTS.load(userId);                          // the same, and waits
 * });
 * }</pre>
 *
 * <p>Make a loader once and keep it, as a constant or a field: loads gather per loader. It holds no state of its own but
 * statistics; keys, answers and what waits belong to a {@link BatchScope}. A loader made by the factories here works
 * with the scope that is current on the calling thread; {@link BatchScope#loader} binds it to one scope, for use from
 * any thread. Outside any scope a load goes at once and alone, and is counted as such.
 *
 * <p><b>There is no dispatch method.</b> When all work of the scope waits on loads, the batch goes, level by level, for
 * chained loads too. Within a scope each key is loaded once.
 *
 * <p>A value is shared by all who load its key: treat it as immutable. Safe for use by many threads. Keys want {@code
 * equals} and {@code hashCode}; null keys and null values are refused.
 *
 * <p>After the idea of Facebook's DataLoader and of Haxl ("There is no Fork", Marlow et al., ICFP 2014): gather what is
 * asked for until nobody can go on, then fetch it in one round.
 *
 * @param <K> the key
 * @param <V> the value
 */
public interface BatchLoader<K, V> {

    /**
     * Loads one key and waits. Other work of the scope is let go on first, and what it loads goes in the same batch; a
     * plain sequential loop has no other work, so give it {@link #loadAll} or {@link #prefetch}.
     *
     * @throws MissingKeyException if there is nothing for the key
     * @throws RuntimeException what the batch function threw, as it is if unchecked, else as the cause of a {@link
     *     java.util.concurrent.CompletionException}
     * @throws java.util.concurrent.CancellationException if the thread is interrupted (and stays so) or the scope is
     *     cancelled
     * @throws dev.scalingpatterns.core.UnavailableException if the scope's deadline passes
     * @throws IllegalStateException if the scope is closed, holds too many keys, or the key is being loaded by the very
     *     batch function that calls this
     */
    V load(K key);

    /**
     * Like {@link #load}, for keys that may have nothing.
     *
     * @throws RuntimeException as {@link #load}, but for {@link MissingKeyException}
     */
    Optional<V> find(K key);

    /**
     * Asks for one key. The stage is the same for all who ask for the key, so it cannot be completed or cancelled by one
     * of them; {@code stage.toCompletableFuture().copy()} is the caller's own. To wait for it use its own or a
     * dependent's {@code join} or {@code get}; a wait that the scope cannot see, such as {@code
     * CompletableFuture.allOf(…).join()}, is noticed after some milliseconds.
     *
     * @return completes as {@link #load} does, with the same exceptions
     * @throws IllegalStateException as {@link #load}
     */
    CompletionStage<V> loadAsync(K key);

    /**
     * Like {@link #loadAsync}, for keys that may have nothing.
     *
     * @throws IllegalStateException as {@link #load}
     */
    CompletionStage<Optional<V>> findAsync(K key);

    /**
     * Loads many keys and waits.
     *
     * @return in the order of the keys; a missing key is not in it; unmodifiable
     * @throws RuntimeException as {@link #load} for the first key that failed; see {@link #tryAll}
     */
    Map<K, V> loadAll(Collection<? extends K> keys);

    /**
     * Like {@link #loadAll}, without waiting.
     *
     * @throws IllegalStateException as {@link #load}
     */
    CompletionStage<Map<K, V>> loadAllAsync(Collection<? extends K> keys);

    /**
     * Loads many keys, waits, and tells for each what became of it.
     *
     * @return one entry per key, in the order of the keys; unmodifiable
     * @throws RuntimeException as {@link #load}, but never for what became of a single key
     */
    Map<K, KeyResult<V>> tryAll(Collection<? extends K> keys);

    /**
     * Says which keys will be loaded soon, so that the first load takes them along. Does not wait.
     *
     * @throws IllegalStateException as {@link #load}, and outside any scope
     */
    void prefetch(Collection<? extends K> keys);

    /**
     * Gives a value that is known already. Does nothing if the key is loaded, loading or waiting.
     *
     * @return whether it was taken
     * @throws IllegalStateException if the scope is closed, and outside any scope
     */
    boolean prime(K key, V value);

    /**
     * Forgets a key, so that the next load asks again. Who waits for it still gets the answer of the load under way,
     * which is not kept then. A load that has not gone yet stays.
     *
     * @throws IllegalStateException if the scope is closed, and outside any scope
     */
    void clear(K key);

    /**
     * Forgets all keys, as {@link #clear} does one.
     *
     * @throws IllegalStateException if the scope is closed, and outside any scope
     */
    void clearAll();

    /** The name: what messages, statistics and listeners say. */
    String name();

    /** What it has done. */
    BatchStatistics statistics();

    /**
     * Sets a loader up in detail.
     *
     * @param name what messages, statistics and listeners say
     * @throws IllegalArgumentException if the name is blank
     */
    static BatchLoaderBuilder builder(String name) {
        return new BatchLoaderBuilder(name);
    }

    /**
     * A loader whose function answers with a map from key to value; a key that is not in it, or is mapped to null, is
     * missing. Named after the line that makes it.
     */
    static <K, V> BatchLoader<K, V> mapped(BatchFunction<K, Map<K, V>> function) {
        return BatchLoaderBuilder.unnamed().mapped(function);
    }

    /**
     * A loader whose function answers with rows, at most one per key; a key without a row is missing. Named after the
     * line that makes it.
     *
     * @param keyOf the key of a row
     */
    static <K, V> BatchLoader<K, V> unique(
            BatchFunction<K, ? extends Collection<V>> function, Function<? super V, ? extends K> keyOf) {
        return BatchLoaderBuilder.unnamed().unique(function, keyOf);
    }

    /**
     * A loader whose function answers with rows, any number per key (one-to-many); a key without a row has an empty
     * list. Named after the line that makes it.
     *
     * @param keyOf the key of a row
     */
    static <K, V> BatchLoader<K, List<V>> grouped(
            BatchFunction<K, ? extends Collection<V>> function, Function<? super V, ? extends K> keyOf) {
        return BatchLoaderBuilder.unnamed().grouped(function, keyOf);
    }

    /**
     * A loader whose function tells for each key what became of it; a key that is not in its map is missing. Named after
     * the line that makes it.
     */
    static <K, V> BatchLoader<K, V> results(BatchFunction<K, Map<K, KeyResult<V>>> function) {
        return BatchLoaderBuilder.unnamed().results(function);
    }
}
