package dev.scalingpatterns.cache;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many loads run at once. A load within a load rides on the outer one's place, so that loaders which read other
 * keys cannot take all places and then wait for one.
 */
final class Bulkhead {

    private final Semaphore places;
    private final Set<Thread> loading = ConcurrentHashMap.newKeySet();

    Bulkhead(int places) {
        this.places = new Semaphore(places, true);
    }

    /** Whether the thread is within a load. */
    boolean isLoading(Thread thread) {
        return loading.contains(thread);
    }

    /**
     * Runs work in a place.
     *
     * @return false if there was none in time, and nothing was run
     * @throws InterruptedException if it came while a place was waited for
     */
    boolean run(Runnable work, long patience) throws InterruptedException {
        Thread thread = Thread.currentThread();
        if (!loading.add(thread)) {
            work.run();
            return true;
        }
        try {
            if (!places.tryAcquire(patience, TimeUnit.NANOSECONDS)) {
                return false;
            }
            try {
                work.run();
                return true;
            } finally {
                places.release();
            }
        } finally {
            loading.remove(thread);
        }
    }
}
