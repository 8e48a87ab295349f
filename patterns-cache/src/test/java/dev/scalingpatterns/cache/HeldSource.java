package dev.scalingpatterns.cache;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A source of truth whose reads can be held: a read takes what is there when it begins, and is answered only when it is
 * released, as a slow query is.
 */
public final class HeldSource {

    private final Map<String, String> rows = new ConcurrentHashMap<>();
    private final List<Held> held = new CopyOnWriteArrayList<>();
    private final List<List<String>> asked = new CopyOnWriteArrayList<>();
    private volatile boolean holding;

    /** What the source says of a key from now on. */
    public void put(String key, String value) {
        rows.put(key, value);
    }

    /** From now on each read is held until it is released. */
    public void hold() {
        holding = true;
    }

    /** From now on reads are answered at once; those that are held stay so. */
    public void flow() {
        holding = false;
    }

    /** A loader. */
    public @Nullable String load(String key) throws Exception {
        return read(List.of(key)).get(key);
    }

    /** A bulk loader. */
    public Map<String, String> loadAll(Set<String> keys) throws Exception {
        return read(new ArrayList<>(keys));
    }

    private Map<String, String> read(List<String> keys) throws Exception {
        Map<String, String> found = new LinkedHashMap<>();
        keys.forEach(key -> {
            String value = rows.get(key);
            if (value != null) {
                found.put(key, value);
            }
        });
        Held read = new Held();
        if (holding) {
            held.add(read);
        } else {
            read.release();
        }
        asked.add(keys);
        read.await();
        return found;
    }

    /** The keys of each read so far, in the order in which they began. */
    public List<List<String>> asked() {
        return List.copyOf(asked);
    }

    /** Waits until so many reads have begun. */
    public void awaitReads(int reads) {
        await().pollInterval(Duration.ofMillis(1)).atMost(CacheSuite.PATIENCE).until(() -> asked.size() >= reads);
    }

    /** Answers a held read, the first being 0. */
    public void release(int read) {
        held.get(read).release();
    }

    /** Lets a held read fail. */
    public void fail(int read, Exception failure) {
        held.get(read).fail(failure);
    }

    /** Answers all. */
    public void releaseAll() {
        flow();
        held.forEach(Held::release);
    }

    private static final class Held {

        private final CountDownLatch released = new CountDownLatch(1);
        private volatile @Nullable Exception failure;

        void release() {
            released.countDown();
        }

        void fail(Exception with) {
            failure = with;
            released.countDown();
        }

        void await() throws Exception {
            released.await();
            Exception thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
        }
    }
}
