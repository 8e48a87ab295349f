package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.testkit.Leaks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a {@link Worker} dies, outlives an outage, and stops, on every backend. Extend it with a harness of your own. */
public abstract class WorkerLifeContract extends JobsContract {

    @Test
    public void jobsOfAKilledWorkerRunElsewhere() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Line victim = line();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            victim.start(victim.builder()
                    .executor(threads)
                    .concurrency(2)
                    .name("victim")
                    .handle(NOTE, ctx -> {
                        running.countDown();
                        awaitQuietly(late);
                        ended.set(true);
                    }));
            JobId id = enqueue("n");
            running.await();
            victim.driver.cut();
            threads.shutdownNow();

            start(NOTE, ctx -> ctx.result(new Note("by the second", ctx.crashes())));
            pass(lease().plus(ticks(1)));
            assertThat(jobs().await(id, PATIENCE).map(Job::state)).contains(JobState.SUCCEEDED);
            Job job = find(id);
            assertThat(job.crashes()).isEqualTo(1);
            assertThat(job.failures()).isZero();
            assertThat(job.errors().get(0).message()).contains("victim");

            // The dead rise: their line holds again, and the handler says that it is done.
            victim.driver.mend();
            late.countDown();
            until(ended::get);
            victim.worker.orElseThrow().drain(PATIENCE);
            assertThat(find(id)).isEqualTo(job);
            assertThat(jobs().result(id, Note.class)).contains(new Note("by the second", 1));
        } finally {
            late.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    public void aWorkerThatCannotRenewStopsItsHandlers() throws InterruptedException {
        reopen(options(tickOf()).lease(Duration.ofMillis(600)));
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean stopped = new AtomicBoolean();
        Line line = line();
        line.start(line.builder().handle(NOTE, ctx -> {
            if (ctx.crashes() > 0) {
                return;
            }
            running.countDown();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                stopped.set(ctx.isCancelled());
            }
        }));
        JobId id = enqueue("n");
        running.await();
        line.driver.cut();
        until(stopped::get);
        // And when the line holds again, the worker works again, after the lease of its former self has ended.
        line.driver.mend();
        leap(lease().plus(ticks(1)));
        assertThat(jobs().await(id, PATIENCE).map(Job::state)).contains(JobState.SUCCEEDED);
        assertThat(find(id).crashes()).isEqualTo(1);
    }

    @Test
    public void aWorkerOutlivesAnOutageOfItsBackend() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger();
        Line line = line();
        line.start(line.builder().handle(NOTE, ctx -> {}).listener(new JobListener() {
            @Override
            public void onBackendFailure(RuntimeException failure) {
                failures.incrementAndGet();
            }
        }));
        assertThat(jobs().await(enqueue("before"), PATIENCE)).isPresent();
        line.driver.cut();
        JobId id = enqueue("during");
        until(() -> failures.get() > 0);
        line.driver.mend();
        assertThat(jobs().await(id, PATIENCE).map(Job::state)).contains(JobState.SUCCEEDED);
        assertThat(find(id).crashes()).isZero();
    }

    @Test
    public void nothingIsLostWhenWorkersDie() throws InterruptedException {
        reopen(options(tickOf()).maxCrashes(100));
        Set<Integer> ran = ConcurrentHashMap.newKeySet();
        int jobsInAll = 600;
        for (int wave = 0; wave < 6; wave++) {
            for (int i = 0; i < jobsInAll / 6; i++) {
                jobs().enqueue(NOTE.job(new Note("n", wave * (jobsInAll / 6) + i)));
            }
            Line victim = line();
            CountDownLatch some = new CountDownLatch(20);
            victim.start(victim.builder().concurrency(3).handle(NOTE, ctx -> {
                some.countDown();
                if (some.getCount() == 0) {
                    // Cut in the middle of the work: what was acknowledged counts, the rest must run again.
                    victim.driver.cut();
                }
                ran.add(ctx.payload().number());
            }));
            some.await();
            until(victim.driver::isCut);
        }
        start(NOTE, ctx -> ran.add(ctx.payload().number()));
        pass(lease().plus(ticks(1)));
        assertThat(jobs().awaitIdle(PATIENCE)).isTrue();
        assertThat(ran).hasSize(jobsInAll);
        assertThat(counts().succeeded()).isEqualTo(jobsInAll);
        assertThat(counts().dead()).isZero();
    }

    // The end of a worker.

    @Test
    public void drainingFinishesWhatRunsAndReturnsTheRest() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(2);
        CountDownLatch finish = new CountDownLatch(1);
        Line line = line();
        Worker worker = line.start(line.builder().concurrency(2).handle(NOTE, ctx -> {
            running.countDown();
            finish.await();
        }));
        List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(enqueue("n" + i));
        }
        running.await();
        Thread opener = new Thread(() -> {
            until(() -> !worker.isRunning());
            finish.countDown();
        });
        opener.start();
        assertThat(worker.drain(PATIENCE)).isTrue();
        opener.join();
        assertThat(worker.running()).isZero();
        assertThat(counts().succeeded()).isEqualTo(2);
        assertThat(counts().ready()).isEqualTo(48);
        assertThat(ids).allMatch(id -> find(id).failures() == 0 && find(id).crashes() == 0);
        assertThat(worker.drain(PATIENCE)).isTrue();
        worker.close();
    }

    @Test
    public void whatRunsPastTheDeadlineIsGivenBack() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Line line = line();
        Worker worker = line.start(line.builder().handle(NOTE, ctx -> {
            running.countDown();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        }));
        JobId id = enqueue("n");
        running.await();
        assertThat(worker.drain(Duration.ofMillis(20))).isFalse();
        until(interrupted::get);
        assertThat(state(id)).isEqualTo(JobState.READY);
        assertThat(find(id).failures()).isZero();
        assertThat(find(id).crashes()).isZero();
    }

    @Test
    public void everythingAcceptedIsFinishedBeforeTheExitIfAsked() throws InterruptedException {
        Line line = line();
        Worker worker = line.start(line.builder().concurrency(4).handle(NOTE, ctx -> {
            if (ctx.attempt() == 1 && ctx.payload().number() % 7 == 0) {
                throw new IOException("once");
            }
            Thread.sleep(1);
        }));
        for (int i = 0; i < 200; i++) {
            jobs().enqueue(NOTE.job(new Note("n", i)));
        }
        assertThat(worker.finishAll(PATIENCE)).isTrue();
        assertThat(counts().succeeded()).isEqualTo(200);
        assertThat(worker.isRunning()).isFalse();
    }

    @Test
    public void finishingAllGivesUpAtItsDeadline() throws InterruptedException {
        Line line = line();
        Worker worker = line.start(line.builder().handle(NOTE, ctx -> {}));
        jobs().enqueue(note("n").in(ticks(5)));
        assertThat(worker.finishAll(Duration.ofMillis(20))).isFalse();
        assertThat(worker.isRunning()).isFalse();
        assertThat(counts().scheduled()).isEqualTo(1);
    }

    @Test
    public void aClosedWorkerLeavesNothing() throws InterruptedException {
        Leaks leaks = Leaks.watch("patterns-");
        Worker worker = Worker.of(jobs())
                .handle(NOTE, ctx -> {})
                .concurrency(5)
                .name("gone")
                .start();
        assertThat(jobs().await(enqueue("n"), PATIENCE)).isPresent();
        worker.close();
        worker.close();
        leaks.assertNothingLeft(Duration.ZERO);
        JobId id = enqueue("after");
        assertThat(state(id)).isEqualTo(JobState.READY);
    }

    @Test
    public void aWorkerWhoseQueueIsClosedEndsByItself() throws InterruptedException {
        Leaks leaks = Leaks.watch("patterns-");
        Worker worker = Worker.of(jobs()).handle(NOTE, ctx -> {}).start();
        assertThat(jobs().await(enqueue("n"), PATIENCE)).isPresent();
        jobs().close();
        leaks.assertNothingLeft();
        assertThat(worker.isRunning()).isFalse();
        worker.close();
    }

    @Test
    public void aWorkerWhoseQueueIsClosedDoesNotWaitForIt() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        Worker worker = Worker.of(jobs())
                .handle(NOTE, ctx -> {
                    running.countDown();
                    Thread.sleep(60_000);
                })
                .start();
        enqueue("n");
        running.await();
        jobs().close();
        Thread closer = new Thread(worker::close);
        closer.start();
        closer.join(PATIENCE.toMillis());
        assertThat(closer.isAlive()).isFalse();
    }

    @Test
    public void aHandlerCannotCloseItsWorker() throws InterruptedException {
        CompletableFuture<Worker> self = new CompletableFuture<>();
        Line line = line();
        self.complete(line.start(line.builder()
                .handle(NOTE.retry(RetryPolicy.never()), ctx -> self.get().close())));
        Job job = jobs().await(enqueue("n"), PATIENCE).orElseThrow();
        assertThat(job.errors().get(0).message()).contains("its own worker");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // A handler that does not listen.
            }
        }
    }
}
