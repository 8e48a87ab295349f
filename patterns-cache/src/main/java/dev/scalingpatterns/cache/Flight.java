package dev.scalingpatterns.cache;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One load of one key, from before it begins until its result is known. Each attempt is a new object, so its identity is
 * the token by which the {@link EntryTable} tells whether it may still store. */
final class Flight<K, V> {

    private final K key;
    private final long version;
    private final long timeout;
    private final CompletableFuture<Landing<V>> landing = new CompletableFuture<>();
    private volatile long deadline;
    private volatile @Nullable Thread owner;

    /**
     * A flight that has not begun.
     *
     * @param version of the {@link Invalidations}, read before
     * @param timeout after how many nanoseconds others may try again
     */
    Flight(K key, long version, long timeout) {
        this.key = key;
        this.version = version;
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout;
    }

    K key() {
        return key;
    }

    long version() {
        return version;
    }

    /** Whether it has kept others waiting long enough. */
    boolean isOverdue() {
        return deadline - System.nanoTime() <= 0;
    }

    long deadline() {
        return deadline;
    }

    /** The thread that runs the loader now, or null. */
    @Nullable Thread owner() {
        return owner;
    }

    void ownedBy(Thread thread) {
        owner = thread;
    }

    /** The loader is called now: the time in a queue does not count. */
    void begin() {
        deadline = System.nanoTime() + timeout;
    }

    void land(Landing<V> how) {
        // First, or a thread that still wakes from this flight would seem to wait for its former owner.
        owner = null;
        landing.complete(how);
    }

    /** Never completed exceptionally, so that no wrapper comes between a failure and its caller. */
    CompletableFuture<Landing<V>> landing() {
        return landing;
    }
}
