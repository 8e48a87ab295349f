package dev.scalingpatterns.benchmarks.suites;

import dev.scalingpatterns.benchmarks.Case;
import dev.scalingpatterns.benchmarks.Contender;
import dev.scalingpatterns.benchmarks.Metric;
import dev.scalingpatterns.benchmarks.Suite;
import dev.scalingpatterns.benchmarks.Throughput;
import dev.scalingpatterns.jobs.InMemoryJobQueue;
import dev.scalingpatterns.jobs.JobQueue;
import dev.scalingpatterns.jobs.JobRequest;
import dev.scalingpatterns.jobs.JobType;
import dev.scalingpatterns.jobs.Worker;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The job queue in memory: from enqueue to run, beside a thread pool, which keeps no promise but speed. */
final class JobsSuite implements Suite {

    private static final int JOBS = 1_000;
    private static final int WORKERS = 2;
    private static final long PATIENCE_SECONDS = 60;
    private static final JobType<String> TYPE = JobType.of("no-op", String.class);

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                compare("enqueue 1,000 one by one, all run", JobsSuite::oneByOne),
                compare("enqueue 1,000 in one call, all run", JobsSuite::inOneCall));
    }

    private static Case compare(String name, Producer producer) {
        return new Case(
                name,
                WORKERS,
                List.of(Metric.THROUGHPUT),
                () -> new Queue(producer),
                Optional.of((Contender) Pool::new),
                Map.of());
    }

    private interface Producer {
        void enqueue(JobQueue jobs);
    }

    private static void oneByOne(JobQueue jobs) {
        for (int i = 0; i < JOBS; i++) {
            jobs.enqueue(TYPE.job("payload"));
        }
    }

    private static void inOneCall(JobQueue jobs) {
        List<JobRequest<String>> requests = Collections.nCopies(JOBS, TYPE.job("payload"));
        jobs.enqueueAll(requests);
    }

    private static void await(CountDownLatch ran) throws InterruptedException {
        if (!ran.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(ran.getCount() + " of " + JOBS + " jobs did not run");
        }
    }

    private static final class Queue implements Contender.Opened {

        private volatile CountDownLatch ran = new CountDownLatch(0);
        private final JobQueue jobs = InMemoryJobQueue.create();
        private final Producer producer;
        private final Worker worker;

        Queue(Producer producer) {
            this.producer = producer;
            this.worker = Worker.of(jobs)
                    .handle(TYPE, context -> ran.countDown())
                    .concurrency(WORKERS)
                    .start();
        }

        @Override
        public double[] measure(Duration time) throws Exception {
            return new double[] {
                Throughput.measure(1, time, thread -> () -> {
                    CountDownLatch latch = new CountDownLatch(JOBS);
                    ran = latch;
                    producer.enqueue(jobs);
                    await(latch);
                    return JOBS;
                })
            };
        }

        @Override
        public void close() {
            worker.close();
            jobs.close();
        }
    }

    /** A pool of threads: no lease, no retry, no payload, nothing to look at. */
    private static final class Pool implements Contender.Opened {

        private final ExecutorService pool = Executors.newFixedThreadPool(WORKERS);

        @Override
        public double[] measure(Duration time) throws Exception {
            return new double[] {
                Throughput.measure(1, time, thread -> () -> {
                    CountDownLatch latch = new CountDownLatch(JOBS);
                    for (int i = 0; i < JOBS; i++) {
                        pool.execute(latch::countDown);
                    }
                    await(latch);
                    return JOBS;
                })
            };
        }

        @Override
        public void close() {
            pool.shutdownNow();
        }
    }
}
