package dev.scalingpatterns.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The threads of a model: it can be told when all of them are at rest, so that one step has its whole effect before the next. */
final class ModelThreads implements Executor, AutoCloseable {

    private static final ExecutorService POOL = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "model");
        thread.setDaemon(true);
        return thread;
    });

    private static final ThreadLocal<Running> CURRENT = new ThreadLocal<>();

    private final List<Running> running = new CopyOnWriteArrayList<>();
    private final List<ModelLoad> loads = new CopyOnWriteArrayList<>();

    /** One task and where it stands. */
    static final class Running {

        private final BooleanSupplier mayWait;
        private volatile @Nullable Thread thread;
        private volatile boolean atGate;

        Running(BooleanSupplier mayWait) {
            this.mayWait = mayWait;
        }

        void leaveGate() {
            atGate = false;
        }

        boolean rests() {
            Thread where = thread;
            return atGate
                    || (where != null && where.getState() == Thread.State.TIMED_WAITING && mayWait.getAsBoolean());
        }
    }

    @Override
    public void execute(Runnable task) {
        run(task, () -> false);
    }

    /** Runs a task that may also wait for others, when there is one to wait for. */
    void run(Runnable task, BooleanSupplier mayWait) {
        Running run = new Running(mayWait);
        running.add(run);
        POOL.execute(() -> {
            CURRENT.set(run);
            run.thread = Thread.currentThread();
            try {
                task.run();
            } finally {
                CURRENT.remove();
                running.remove(run);
            }
        });
    }

    List<ModelLoad> loads() {
        return loads;
    }

    boolean isHeld(String key) {
        return loads.stream().anyMatch(load -> load.isHeld() && load.keys().contains(key));
    }

    /** In a loader: takes from the source, and is held. */
    Map<String, String> load(Iterable<String> keys, Map<String, Integer> tagsNow) throws InterruptedException {
        Running me = CURRENT.get();
        ModelLoad load;
        synchronized (loads) {
            load = new ModelLoad(loads.size() + 1, keys, tagsNow, me);
            me.atGate = true;
            loads.add(load);
        }
        return load.await();
    }

    /** Waits until every task is over, held in a loader, or waiting for one that is. */
    void rest() {
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!running.stream().allMatch(Running::rests)) {
            if (System.nanoTime() - giveUp > 0) {
                throw new AssertionError("a thread neither ends nor waits for a load that is held");
            }
            LockSupport.parkNanos(10_000);
        }
    }

    @Override
    public void close() {
        loads.clear();
    }
}
