package dev.scalingpatterns.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Repeats an operation on some threads for a time and counts: operations a second. For what takes microseconds or more. */
public final class Throughput {

    private static final long MARGIN_SECONDS = 60;

    private Throughput() {}

    /** What is repeated. */
    public interface Operation {
        /** Does the work once, or several times: answers how often. */
        long run() throws Exception;
    }

    /** Makes the operation of one thread; called once for each thread and round. */
    public interface PerThread {
        /** The operation of the given thread, counted from zero. */
        Operation operation(int thread) throws Exception;
    }

    /** Measures with the given number of threads. */
    public static double measure(int threads, Duration time, PerThread work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch ready = new CountDownLatch(threads);
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Double>> rates = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Operation operation = work.operation(i);
                rates.add(pool.submit(() -> {
                    ready.countDown();
                    go.await();
                    return repeat(operation, time);
                }));
            }
            ready.await();
            go.countDown();
            double sum = 0;
            for (Future<Double> rate : rates) {
                sum += rate.get(time.toSeconds() + MARGIN_SECONDS, TimeUnit.SECONDS);
            }
            return sum;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            pool.shutdownNow();
        }
    }

    private static double repeat(Operation operation, Duration time) throws Exception {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        long count = 0;
        long now = start;
        while (now < end) {
            count += operation.run();
            now = System.nanoTime();
        }
        return count * 1e9 / (now - start);
    }
}
