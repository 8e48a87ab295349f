package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.testkit.Leaks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a {@link Worker} does on every backend. Extend it with a harness of your own. */
public abstract class WorkerContract extends JobsContract {

    @Test
    public void everyJobRunsOnceWhileNobodyDies() throws InterruptedException {
        Map<Integer, AtomicInteger> runs = new ConcurrentHashMap<>();
        start(
                NOTE,
                ctx -> runs.computeIfAbsent(ctx.payload().number(), n -> new AtomicInteger())
                        .incrementAndGet());
        List<JobRequest<Note>> notes = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            notes.add(NOTE.job(new Note("n", i)));
        }
        jobs().enqueueAll(notes);
        assertThat(jobs().awaitIdle(PATIENCE)).isTrue();
        assertThat(runs).hasSize(2_000);
        assertThat(runs.values()).allMatch(count -> count.get() == 1);
        assertThat(counts().succeeded()).isEqualTo(2_000);
    }

    @Test
    public void aHandlerKnowsItsJob() throws InterruptedException {
        AtomicReference<Optional<String>> seen = new AtomicReference<>(Optional.empty());
        start(NOTE, ctx -> {
            seen.set(Optional.of(ctx.id() + " " + ctx.payload().text() + " " + ctx.queue() + " " + ctx.attempt() + " "
                    + ctx.crashes() + " " + ctx.headers().get("trace") + " " + ctx.isCancelled() + " "
                    + (ctx.token() > 0)));
            ctx.progress(0.5, "half");
            ctx.throwIfCancelled();
            ctx.result(new Note("done", 2));
        });
        JobId id = jobs().enqueue(note("hello").header("trace", "t1"));
        Job job = jobs().await(id, PATIENCE).orElseThrow();
        assertThat(seen.get()).contains(id + " hello default 1 0 t1 false true");
        assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job.progress()).isEqualTo(new JobProgress(0.5, "half"));
        assertThat(jobs().result(id, Note.class)).contains(new Note("done", 2));
    }

    @Test
    public void aFailedJobIsTriedAgain() throws InterruptedException {
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        start(NOTE, ctx -> {
            attempts.add(ctx.attempt());
            if (ctx.attempt() < 3) {
                throw new IOException("no line");
            }
        });
        JobId id = enqueue("n");
        assertThat(jobs().await(id, PATIENCE).map(Job::state)).contains(JobState.SUCCEEDED);
        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(find(id).errors()).extracting(JobError::message).containsExactly("no line", "no line");
    }

    @Test
    public void aJobThatNeverSucceedsIsDeadInTheEnd() throws InterruptedException {
        start(NOTE, ctx -> {
            throw new IOException("no line");
        });
        Job job = jobs().await(enqueue("n"), PATIENCE).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.DEAD);
        assertThat(job.deadReason()).contains(DeadReason.ATTEMPTS_EXHAUSTED);
        assertThat(job.failures()).isEqualTo(3);
        assertThat(job.errors()).extracting(JobError::type).containsOnly("java.io.IOException");
        assertThat(job.errors().get(0).trace()).contains("IOException: no line");
    }

    @Test
    public void aPermanentFailureIsNotTriedAgain() throws InterruptedException {
        start(NOTE.retry(NOTE.retry().permanentOn(ArithmeticException.class)), ctx -> {
            if (ctx.payload().text().equals("thrown")) {
                throw new PermanentFailure("the address was refused");
            }
            throw new IllegalStateException("wrapped", new ArithmeticException("by zero"));
        });
        for (String text : List.of("thrown", "declared")) {
            Job job = jobs().await(enqueue(text), PATIENCE).orElseThrow();
            assertThat(job.deadReason()).contains(DeadReason.FAILED_PERMANENTLY);
            assertThat(job.failures()).isEqualTo(1);
        }
    }

    @Test
    public void whateverAHandlerThrowsTheWorkerGoesOn() throws InterruptedException {
        List<Throwable> thrown = List.of(
                new StackOverflowError(), new OutOfMemoryError("test"), new AssertionError("a"), new LinkageError("b"));
        start(NOTE.retry(RetryPolicy.never()), ctx -> {
            if (ctx.payload().number() >= 0) {
                Thread.currentThread().interrupt();
                sneak(thrown.get(ctx.payload().number()));
            }
        });
        for (int i = 0; i < thrown.size(); i++) {
            Job job = jobs().await(jobs().enqueue(NOTE.job(new Note("n", i))), PATIENCE)
                    .orElseThrow();
            assertThat(job.errors().get(0).type())
                    .isEqualTo(thrown.get(i).getClass().getName());
        }
        JobId good = jobs().enqueue(NOTE.job(new Note("n", -1)));
        assertThat(jobs().await(good, PATIENCE).map(Job::state)).contains(JobState.SUCCEEDED);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // throws what the compiler would not let through
    private static <E extends Throwable> void sneak(Throwable error) throws E {
        throw (E) error;
    }

    @Test
    public void anAttemptThatIsOverItsTimeHasFailed() throws InterruptedException {
        CountDownLatch late = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicBoolean refused = new AtomicBoolean();
        start(NOTE.timeLimit(Duration.ofMillis(60)), ctx -> {
            if (ctx.attempt() > 1) {
                return;
            }
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                interrupted.set(ctx.isCancelled());
            }
            late.await();
            try {
                ctx.progress(0.9, "too late");
            } catch (JobLeaseLostException e) {
                refused.set(true);
            }
        });
        JobId id = enqueue("n");
        // The second attempt succeeds while the first one's handler still hangs.
        assertThat(jobs().await(id, PATIENCE).map(Job::state)).contains(JobState.SUCCEEDED);
        assertThat(interrupted).isTrue();
        assertThat(find(id).failures()).isEqualTo(1);
        assertThat(find(id).errors().get(0).type()).isEqualTo("java.util.concurrent.TimeoutException");
        late.countDown();
        until(refused::get);
        assertThat(find(id).progress()).isEqualTo(JobProgress.NONE);
    }

    @Test
    public void aRunningJobThatIsCancelledStops() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        start(NOTE, ctx -> {
            running.countDown();
            while (true) {
                Thread.sleep(60_000);
                ctx.throwIfCancelled();
            }
        });
        JobId id = enqueue("n");
        running.await();
        assertThat(jobs().cancel(id)).isEqualTo(CancelOutcome.REQUESTED);
        assertThat(jobs().await(id, PATIENCE).map(Job::state)).contains(JobState.CANCELLED);
    }

    @Test
    public void anInterruptOfOneJobDoesNotReachTheNext() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean leaked = new AtomicBoolean();
        Line line = line();
        line.start(line.builder().concurrency(1).handle(NOTE, ctx -> {
            if (ctx.payload().text().equals("stubborn")) {
                running.countDown();
                while (!ctx.isCancelled()) {
                    Thread.onSpinWait();
                }
            } else {
                leaked.compareAndSet(false, Thread.currentThread().isInterrupted());
            }
        }));
        JobId stubborn = enqueue("stubborn");
        running.await();
        jobs().cancel(stubborn);
        JobId next = enqueue("next");
        assertThat(jobs().await(next, PATIENCE)).isPresent();
        assertThat(state(stubborn)).isEqualTo(JobState.SUCCEEDED);
        assertThat(leaked).isFalse();
    }

    @Test
    public void aJobOfAnUnknownKindIsParkedWithItsBytes() throws InterruptedException {
        start(NOTE, ctx -> {});
        JobId unknown = jobs().enqueue(JobType.of("strange", Note.class).job(new Note("s", 1)));
        JobId newer = jobs().enqueue(NOTE.version(2).job(new Note("v2", 1)));
        for (JobId id : List.of(unknown, newer)) {
            Job job = jobs().await(id, PATIENCE).orElseThrow();
            assertThat(job.deadReason()).contains(DeadReason.NO_HANDLER);
            assertThat(job.payload()
                            .decode(jobs().driver().options().codec(), Note.class)
                            .number())
                    .isEqualTo(1);
        }
        assertThat(find(newer).errors().get(0).message()).contains("note v2").contains("[note v1]");
        assertThat(jobs().await(enqueue("n"), PATIENCE).map(Job::state)).contains(JobState.SUCCEEDED);
    }

    @Test
    public void anUnreadablePayloadIsParkedWithItsBytes() throws InterruptedException {
        start(NOTE, ctx -> {});
        JobId id = jobs().enqueue(JobType.of("note", String.class).job("no note at all"));
        Job job = jobs().await(id, PATIENCE).orElseThrow();
        assertThat(job.deadReason()).contains(DeadReason.UNREADABLE);
        assertThat(job.payload().decode(jobs().driver().options().codec(), String.class))
                .isEqualTo("no note at all");
        assertThat(job.errors().get(0).message()).doesNotContain("no note");
        assertThat(jobs().await(enqueue("n"), PATIENCE).map(Job::state)).contains(JobState.SUCCEEDED);
    }

    @Test
    public void twoVersionsOfAKindHaveTwoHandlers() throws InterruptedException {
        List<String> seen = new CopyOnWriteArrayList<>();
        Line line = line();
        line.start(line.builder()
                .handle(NOTE, ctx -> seen.add("v1 " + ctx.payload().text()))
                .handle(JobType.of("note", String.class).version(2), ctx -> seen.add("v2 " + ctx.payload())));
        enqueue("old");
        jobs().enqueue(JobType.of("note", String.class).version(2).job("new"));
        assertThat(jobs().awaitIdle(PATIENCE)).isTrue();
        assertThat(seen).containsExactlyInAnyOrder("v1 old", "v2 new");
    }

    @Test
    public void aWorkerWorksOnTheQueuesOfItsTypesAndThoseNamed() throws InterruptedException {
        Line line = line();
        line.start(line.builder().handle(NOTE.queue("mail"), ctx -> {}).queues("extra"));
        JobId mail = jobs().enqueue(NOTE.queue("mail").job(new Note("m", 1)));
        JobId extra = jobs().enqueue(note("x").queue("extra"));
        JobId other = enqueue("other");
        assertThat(jobs().await(mail, PATIENCE)).isPresent();
        assertThat(jobs().await(extra, PATIENCE)).isPresent();
        assertThat(state(other)).isEqualTo(JobState.READY);
    }

    @Test
    public void noMoreRunAtOnceThanAllowedAndNoFewer() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(4);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Line line = line();
        line.start(line.builder().concurrency(4).handle(NOTE, ctx -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            all.countDown();
            assertThat(all.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            running.decrementAndGet();
        }));
        for (int i = 0; i < 100; i++) {
            enqueue("n");
        }
        assertThat(jobs().awaitIdle(PATIENCE)).isTrue();
        assertThat(most).hasValue(4);
        assertThat(counts().succeeded()).isEqualTo(100);
    }

    @Test
    public void aDelayedJobRunsWhenItsTimeHasCome() throws InterruptedException {
        start(NOTE, ctx -> {});
        JobId id = jobs().enqueue(note("n").in(ticks(5)));
        assertThat(jobs().await(id, Duration.ofMillis(20))).isEmpty();
        pass(ticks(5));
        assertThat(jobs().await(id, PATIENCE).map(Job::state)).contains(JobState.SUCCEEDED);
    }

    // How it is built.

    @Test
    public void handlersRunOnTheExecutorThatIsGiven() throws InterruptedException {
        Set<String> names = ConcurrentHashMap.newKeySet();
        ExecutorService executor = Executors.newCachedThreadPool(body -> new Thread(body, "mine"));
        try {
            Line line = line();
            Worker worker = line.start(line.builder()
                    .executor(executor)
                    .handle(NOTE, ctx -> names.add(Thread.currentThread().getName())));
            assertThat(jobs().await(enqueue("n"), PATIENCE)).isPresent();
            worker.close();
        } finally {
            executor.shutdown();
        }
        assertThat(executor.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(names).containsExactly("mine");
    }

    @Test
    public void anExecutorThatRefusesLeavesNothing() {
        ExecutorService closed = Executors.newFixedThreadPool(1);
        closed.shutdown();
        Leaks leaks = Leaks.watch("patterns-");
        assertThatThrownBy(() -> Worker.of(jobs())
                        .handle(NOTE, ctx -> {})
                        .executor(closed)
                        .start())
                .isInstanceOf(RejectedExecutionException.class);
        leaks.assertNothingLeft();
    }

    @Test
    @SuppressWarnings("NullAway") // to see null refused
    public void aBuilderRefusesWhatWillNotDo() {
        Worker.Builder builder = Worker.of(jobs());
        assertThatIllegalStateException().isThrownBy(builder::start).withMessageContaining("handle");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.concurrency(0))
                .withMessageContaining("1 to 10000");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.prefetch(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.name("No"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.queues("No"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.drainTimeout(Duration.ofMillis(-1)));
        builder.handle(NOTE, ctx -> {});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.handle(NOTE, ctx -> {}))
                .withMessageContaining("note v1");
        assertThatThrownBy(() -> Worker.of(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("jobs");
        assertThatThrownBy(() -> builder.handle(NOTE.version(9), null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    public void theListenerIsTold() throws InterruptedException {
        List<String> told = new CopyOnWriteArrayList<>();
        Line line = line();
        line.start(line.builder().concurrency(1).listener(new Telling(told)).handle(NOTE, ctx -> {
            if (ctx.payload().text().equals("bad") || ctx.attempt() == 1) {
                throw new IOException("no");
            }
        }));
        assertThat(jobs().await(enqueue("good"), PATIENCE)).isPresent();
        assertThat(jobs().await(enqueue("bad"), PATIENCE)).isPresent();
        until(() -> told.contains("dead default note ATTEMPTS_EXHAUSTED"));
        assertThat(told)
                .containsSubsequence(
                        "started default note 1",
                        "retry default note 1",
                        "started default note 2",
                        "succeeded default note")
                .endsWith("dead default note ATTEMPTS_EXHAUSTED");
    }

    @Test
    public void aListenerThatThrowsHarmsNobody() throws InterruptedException {
        Line line = line();
        line.start(line.builder().handle(NOTE, ctx -> {}).listener(new JobListener() {
            @Override
            public void onStarted(String queue, String kind, int attempt, Duration waited) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void onSucceeded(String queue, String kind, Duration ran) {
                throw new IllegalStateException("on purpose");
            }
        }));
        for (int i = 0; i < 5; i++) {
            assertThat(jobs().await(enqueue("n"), PATIENCE).map(Job::state)).contains(JobState.SUCCEEDED);
        }
    }

    private record Telling(List<String> told) implements JobListener {

        @Override
        public void onStarted(String queue, String kind, int attempt, Duration waited) {
            told.add("started " + queue + " " + kind + " " + attempt);
        }

        @Override
        public void onSucceeded(String queue, String kind, Duration ran) {
            told.add("succeeded " + queue + " " + kind);
        }

        @Override
        public void onRetry(String queue, String kind, int attempt, Throwable error, Duration delay) {
            told.add("retry " + queue + " " + kind + " " + attempt);
        }

        @Override
        public void onDead(String queue, String kind, DeadReason reason) {
            told.add("dead " + queue + " " + kind + " " + reason);
        }
    }
}
