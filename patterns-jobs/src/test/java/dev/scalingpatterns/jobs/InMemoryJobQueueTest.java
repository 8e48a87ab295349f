package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.jobs.spi.Claims;
import dev.scalingpatterns.jobs.spi.JobDriver;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.SessionSignals;
import dev.scalingpatterns.testkit.Leaks;
import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What only the queue in memory does: its bounds, its signals, its clock. */
class InMemoryJobQueueTest {

    private static final JobType<String> TEXT = JobType.of("text", String.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final SessionSignals DEAF = new SessionSignals() {
        @Override
        public void workArrived() {}

        @Override
        public void heartbeatWanted() {}
    };

    @Test
    void aFullQueueRefusesMoreUntilWorkersCatchUp() {
        try (InMemoryJobQueue jobs = InMemoryJobQueue.builder().capacity(2).build()) {
            JobId first = jobs.enqueue(TEXT.job("1"));
            jobs.enqueue(TEXT.job("2"));
            assertThatThrownBy(() -> jobs.enqueue(TEXT.job("3")))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("2 of 2 jobs")
                    .hasMessageContaining("capacity");
            jobs.cancel(first);
            jobs.enqueue(TEXT.job("3"));
        }
    }

    @Test
    void aQueueFullOfBytesRefusesMore() {
        try (InMemoryJobQueue jobs =
                InMemoryJobQueue.builder().capacityBytes(250).build()) {
            jobs.enqueue(TEXT.job("x".repeat(200)));
            assertThatThrownBy(() -> jobs.enqueue(TEXT.job("x".repeat(100))))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("201 of 250 bytes");
            jobs.enqueue(TEXT.job("y"));
        }
    }

    @Test
    void finishedJobsAreBoundedInBytesToo() {
        try (InMemoryJobQueue jobs =
                InMemoryJobQueue.builder().maxFinishedBytes(1_000).build()) {
            for (int i = 0; i < 20; i++) {
                jobs.cancel(jobs.enqueue(TEXT.job("x".repeat(99))));
            }
            assertThat(jobs.counts("default").cancelled()).isEqualTo(10);
        }
    }

    @Test
    void anEmptyQueueIsForgotten() {
        JobQueueOptions none = JobQueueOptions.DEFAULT.maxFinished(0);
        try (InMemoryJobQueue jobs = InMemoryJobQueue.builder().options(none).build()) {
            for (int i = 0; i < 10; i++) {
                jobs.cancel(jobs.enqueue(TEXT.job("x").queue("q" + i)));
            }
            jobs.pause("idle");
            assertThat(jobs.counts()).containsOnlyKeys("idle");
            jobs.resume("idle");
            assertThat(jobs.counts()).isEmpty();
        }
    }

    @Test
    void aJobIsPickedUpByASignalAndNotByLooking() throws InterruptedException {
        try (InMemoryJobQueue jobs = InMemoryJobQueue.create();
                BlindQueue blind = new BlindQueue(jobs.driver());
                Worker worker = Worker.of(blind).handle(TEXT, ctx -> {}).start()) {
            for (int i = 0; i < 200; i++) {
                JobId id = jobs.enqueue(TEXT.job("n" + i));
                assertThat(jobs.await(id, PATIENCE)).isPresent();
            }
            assertThat(worker.isRunning()).isTrue();
        }
    }

    @Test
    void aDelayedJobRunsOnTheRealClockToo() throws InterruptedException {
        try (InMemoryJobQueue jobs = InMemoryJobQueue.create();
                Worker worker = Worker.of(jobs).handle(TEXT, ctx -> {}).start()) {
            JobId id = jobs.enqueue(TEXT.job("x").in(Duration.ofMillis(150)));
            Job job = jobs.await(id, PATIENCE).orElseThrow();
            assertThat(job.finishedAt().orElseThrow())
                    .isAfterOrEqualTo(job.enqueuedAt().plusMillis(150));
            assertThat(worker.isRunning()).isTrue();
        }
    }

    @Test
    void whatWaitsBehindASlowJobIsGivenToOthers() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger elsewhere = new AtomicInteger();
        try (InMemoryJobQueue jobs = InMemoryJobQueue.create();
                Worker greedy = Worker.of(jobs)
                        .concurrency(1)
                        .handle(TEXT, ctx -> {
                            if (ctx.payload().equals("slow")) {
                                slow.countDown();
                                end.await();
                            }
                        })
                        .start()) {
            // Quick jobs teach it to fetch ahead; then a slow one comes, with others behind it.
            for (int i = 0; i < 2_000; i++) {
                jobs.enqueue(TEXT.job("quick"));
            }
            jobs.enqueue(TEXT.job("slow"));
            for (int i = 0; i < 20; i++) {
                jobs.enqueue(TEXT.job("behind"));
            }
            slow.await();
            try (Worker other = Worker.of(jobs)
                    .handle(TEXT, ctx -> elsewhere.incrementAndGet())
                    .start()) {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> jobs.counts("default").unfinished() == 1);
                assertThat(elsewhere).hasValueGreaterThanOrEqualTo(20);
                assertThat(other.isRunning()).isTrue();
            } finally {
                end.countDown();
            }
            assertThat(greedy.finishAll(PATIENCE)).isTrue();
            assertThat(jobs.counts("default").succeeded()).isEqualTo(2_021);
        }
    }

    @Test
    void theListenerIsToldOfWhatIsAcceptedAndOfCrashes() {
        List<String> told = new CopyOnWriteArrayList<>();
        SettableTime time = new SettableTime();
        try (InMemoryJobQueue jobs = InMemoryJobQueue.builder()
                .time(time)
                .options(JobQueueOptions.DEFAULT.maxCrashes(2))
                .listener(new JobListener() {
                    @Override
                    public void onEnqueued(String queue, String kind, int count) {
                        told.add("enqueued " + queue + " " + kind + " " + count);
                    }

                    @Override
                    public void onCrash(String queue, String kind) {
                        told.add("crash " + queue + " " + kind);
                    }

                    @Override
                    public void onDead(String queue, String kind, DeadReason reason) {
                        told.add("dead " + reason);
                        throw new IllegalStateException("on purpose");
                    }
                })
                .build()) {
            jobs.enqueueAll(List.of(
                    TEXT.job("1").queue("mail"),
                    TEXT.job("2").queue("mail"),
                    TEXT.job("3").queue("sms")));
            for (int i = 0; i < 2; i++) {
                jobs.driver().join("w", DEAF).claim(Set.of("sms"), 5);
                time.advance(Duration.ofSeconds(11));
                jobs.counts();
            }
            assertThat(told)
                    .containsExactly(
                            "enqueued mail text 2",
                            "enqueued sms text 1",
                            "crash sms text",
                            "crash sms text",
                            "dead CRASHED_TOO_OFTEN");
        }
    }

    @Test
    void aClockThatIsSetBackLosesNothing() {
        SettableTime time = new SettableTime();
        try (InMemoryJobQueue jobs = InMemoryJobQueue.builder().time(time).build()) {
            JobId ready = jobs.enqueue(TEXT.job("1"));
            JobId delayed = jobs.enqueue(TEXT.job("2").in(Duration.ofSeconds(10)));
            time.set(SettableTime.START.minusSeconds(3_600));
            JobId after = jobs.enqueue(TEXT.job("3"));
            JobSession session = jobs.driver().join("w", DEAF);
            assertThat(session.claim(Set.of("default"), 9).jobs())
                    .extracting(job -> job.id())
                    .containsExactlyInAnyOrder(ready, after);
            time.set(SettableTime.START.plusSeconds(10));
            session = jobs.driver().join("w2", DEAF);
            assertThat(session.claim(Set.of("default"), 9).jobs())
                    .extracting(job -> job.id())
                    .contains(delayed);
        }
    }

    @Test
    void closingLeavesNothingAndIsSaid() throws InterruptedException {
        Leaks leaks = Leaks.watch("patterns-");
        InMemoryJobQueue jobs = InMemoryJobQueue.create();
        Worker worker = Worker.of(jobs).handle(TEXT, ctx -> {}).start();
        assertThat(jobs.await(jobs.enqueue(TEXT.job("x")), PATIENCE)).isPresent();
        worker.close();
        jobs.enqueue(TEXT.job("lost"));
        jobs.close();
        jobs.close();
        leaks.assertNothingLeft();
    }

    @Test
    void aBuilderRefusesWhatWillNotDo() {
        InMemoryJobQueue.Builder builder = InMemoryJobQueue.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.capacity(0))
                .withMessageContaining("capacity");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.capacityBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxFinishedBytes(-1));
    }

    @Test
    void manyWorkersAndEnqueuersGetThroughTogether() throws InterruptedException {
        AtomicInteger ran = new AtomicInteger();
        try (InMemoryJobQueue jobs = InMemoryJobQueue.create();
                Worker one = Worker.of(jobs)
                        .concurrency(3)
                        .handle(TEXT, ctx -> ran.incrementAndGet())
                        .start();
                Worker two = Worker.of(jobs)
                        .concurrency(1)
                        .handle(TEXT, ctx -> ran.incrementAndGet())
                        .start()) {
            Thread[] enqueuers = new Thread[4];
            for (int t = 0; t < enqueuers.length; t++) {
                enqueuers[t] = new Thread(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        jobs.enqueue(TEXT.job("x"));
                    }
                });
                enqueuers[t].start();
            }
            for (Thread enqueuer : enqueuers) {
                enqueuer.join(TimeUnit.SECONDS.toMillis(20));
            }
            assertThat(jobs.awaitIdle(PATIENCE)).isTrue();
            assertThat(ran).hasValue(20_000);
            assertThat(one.running() + two.running()).isZero();
        }
    }

    /** Tells its workers to look again in an hour, so that only signals reach them. */
    private static final class BlindQueue extends DriverJobQueue {

        BlindQueue(JobDriver driver) {
            super(
                    new CuttableDriver(driver) {
                        @Override
                        protected Claims answer(Claims claims) {
                            return new Claims(claims.jobs(), Duration.ofHours(1));
                        }
                    },
                    new Listeners<>(JobListener.NONE));
        }
    }
}
