package dev.scalingpatterns.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many threads that begin at the same moment. */
public final class Crowd implements AutoCloseable {

    private final int size;
    private final ExecutorService threads;

    /** A crowd of so many threads. */
    public Crowd(int size) {
        this.size = size;
        this.threads = Executors.newFixedThreadPool(size, task -> {
            Thread thread = new Thread(task, "crowd");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Everybody does it once, all at the same time; the first failure is thrown. */
    public <T> List<T> all(Callable<T> task) throws Exception {
        CyclicBarrier start = new CyclicBarrier(size);
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            futures.add(threads.submit(() -> {
                start.await();
                return task.call();
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
        return results;
    }

    /** Everybody does it once and says how many nanoseconds it took. */
    public Latencies time(Callable<?> task) throws Exception {
        return new Latencies(all(() -> {
            long begin = System.nanoTime();
            task.call();
            return System.nanoTime() - begin;
        }));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
