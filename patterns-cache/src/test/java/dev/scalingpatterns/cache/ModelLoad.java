package dev.scalingpatterns.cache;

import dev.scalingpatterns.cache.CacheModelContract.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A load in the model: it takes from the source when it begins, and is held until the model ends it. */
final class ModelLoad {

    /** A load that the model let fail. */
    static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int load;

        Failed(int load) {
            super("load " + load, null, false, false);
            this.load = load;
        }

        int load() {
            return load;
        }
    }

    private final int id;
    private final Map<String, Integer> tags = new LinkedHashMap<>();
    private final ModelThreads.Running runner;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Kind how;
    private int began;

    ModelLoad(int id, Iterable<String> keys, Map<String, Integer> tagsNow, ModelThreads.Running runner) {
        this.id = id;
        this.runner = runner;
        keys.forEach(key -> tags.put(key, tagsNow.getOrDefault(key, 0)));
    }

    int id() {
        return id;
    }

    List<String> keys() {
        return List.copyOf(tags.keySet());
    }

    int tag(String key) {
        return tags.getOrDefault(key, 0);
    }

    /** The first call counts. */
    void beganAt(int step) {
        if (began == 0) {
            began = step;
        }
    }

    int began() {
        return began;
    }

    boolean isHeld() {
        return how == null;
    }

    @Nullable Kind how() {
        return how;
    }

    void end(Kind with) {
        how = with;
        runner.leaveGate();
        ended.countDown();
    }

    /** In the loader's thread: waits for its end. */
    Map<String, String> await() throws InterruptedException {
        ended.await();
        if (how == Kind.FAIL) {
            throw new Failed(id);
        }
        Map<String, String> found = new LinkedHashMap<>();
        if (how == Kind.ANSWER) {
            tags.forEach((key, tag) -> found.put(key, id + "#t" + tag));
        }
        return found;
    }
}
