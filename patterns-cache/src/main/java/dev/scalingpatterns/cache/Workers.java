package dev.scalingpatterns.cache;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The cache's own executor, for those who brought none: daemon threads, begun when needed and ended when idle. */
final class Workers implements Executor, AutoCloseable {

    private static final int QUEUE = 10_000;

    private final ThreadPoolExecutor pool;

    Workers(String cache, int threads) {
        AtomicInteger numbers = new AtomicInteger();
        pool = new ThreadPoolExecutor(threads, threads, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), task -> {
            Thread thread = new Thread(task, "patterns-cache-" + cache + "-" + numbers.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
