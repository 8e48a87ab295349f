package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.Failure;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.SessionSignals;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contract suites share: a queue, its time, sessions and workers that are cleared away. */
public abstract class JobsContract {

    /** A payload with a few fields. */
    public record Note(String text, int number) {}

    /** A payload that shares no form with {@link Note}. */
    public record Picture(List<Integer> pixels) {}

    protected static final JobType<Note> NOTE = JobType.of("note", Note.class)
            .retry(RetryPolicy.DEFAULT.maxAttempts(3).backoff(Duration.ZERO, Duration.ZERO));

    protected static final Set<String> DEFAULT = Set.of(JobQueue.DEFAULT_QUEUE);
    protected static final Failure FAILURE = new Failure("java.io.IOException", "no line", "at Line.java:1");
    protected static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Line> lines = new ArrayList<>();
    private JobHarness harness = new Unopened();

    /** A fresh queue, of these options, with nothing in it. */
    protected abstract JobHarness open(JobQueueOptions options);

    /** The options that a test needs; their durations are multiples of the tick. */
    protected JobQueueOptions options(Duration tick) {
        return JobQueueOptions.DEFAULT
                .lease(tick.multipliedBy(12))
                .priorityAgeing(tick.multipliedBy(10))
                .keepFinished(tick.multipliedBy(1_000))
                .maxCrashes(3)
                .maxFinished(2_000)
                .maxPayloadBytes(10_000);
    }

    /** The tick of the harness, known before it is opened. */
    protected abstract Duration tickOf();

    @BeforeEach
    final void openQueue() {
        harness = open(options(tickOf()));
    }

    @AfterEach
    final void closeAll() {
        lines.forEach(line -> line.driver.mend());
        lines.forEach(line -> line.worker.ifPresent(worker -> worker.drain(Duration.ZERO)));
        harness.close();
    }

    /** Opens another queue in place of the first. */
    protected final void reopen(JobQueueOptions options) {
        harness.close();
        harness = open(options);
    }

    protected final JobQueue jobs() {
        return harness.jobs();
    }

    protected final Duration ticks(long count) {
        return harness.tick().multipliedBy(count);
    }

    protected final Duration lease() {
        return jobs().driver().options().lease();
    }

    /** Time passes, so slowly that every worker whose line holds keeps its lease. */
    protected final void pass(Duration time) {
        Duration step = lease().dividedBy(4);
        Duration left = time;
        while (left.compareTo(Duration.ZERO) > 0) {
            Duration now = left.compareTo(step) < 0 ? left : step;
            List<Runnable> beats = new ArrayList<>();
            for (Line line : lines) {
                long before = line.driver.beats();
                beats.add(() -> Awaitility.await()
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> line.driver.isCut() || line.isOver() || line.driver.beats() > before));
            }
            harness.pass(now);
            beats.forEach(Runnable::run);
            left = left.minus(now);
        }
    }

    /** Time passes at once, for sessions that the test itself holds. */
    protected final void leap(Duration time) {
        harness.pass(time);
    }

    protected final JobId enqueue(String text) {
        return jobs().enqueue(note(text));
    }

    protected static JobRequest<Note> note(String text) {
        return NOTE.job(new Note(text, 1));
    }

    protected final Job find(JobId id) {
        return jobs().find(id).orElseThrow(() -> new AssertionError("job " + id + " is not found"));
    }

    protected final JobState state(JobId id) {
        return find(id).state();
    }

    protected final JobCounts counts() {
        return jobs().counts(JobQueue.DEFAULT_QUEUE);
    }

    protected final JobSession join(String name) {
        return jobs().driver().join(name, new CountedSignals());
    }

    protected static List<ClaimedJob> claim(JobSession session, int max) {
        return session.claim(DEFAULT, max).jobs();
    }

    protected static ClaimedJob claimOne(JobSession session) {
        List<ClaimedJob> claimed = claim(session, 1);
        assertThat(claimed).as("claimed").hasSize(1);
        return claimed.get(0);
    }

    protected static boolean settle(JobSession session, Settlement settlement) {
        return session.settle(List.of(settlement)).isEmpty();
    }

    protected static Settlement complete(ClaimedJob job) {
        return new Settlement.Complete(job.token(), Optional.empty());
    }

    protected final JobId makeDead(String text) {
        JobId id = enqueue(text);
        try (JobSession session = join("undertaker")) {
            ClaimedJob job = claimOne(session);
            assertThat(job.id()).isEqualTo(id);
            assertThat(settle(session, new Settlement.Bury(job.token(), DeadReason.FAILED_PERMANENTLY, FAILURE)))
                    .isTrue();
        }
        return id;
    }

    /** A worker behind a line of its own; it is stopped at the end of the test. */
    protected final Line line() {
        Line line = new Line(new CuttableDriver(jobs().driver()));
        lines.add(line);
        return line;
    }

    /** A worker of four slots on a line of its own. */
    protected final Worker start(JobType<Note> type, JobHandler<Note> handler) {
        Line line = line();
        return line.start(line.builder().concurrency(4).handle(type, handler));
    }

    protected static void until(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(condition);
    }

    /** A worker and its line. */
    protected static final class Line {

        final CuttableDriver driver;
        final JobQueue jobs;
        Optional<Worker> worker = Optional.empty();

        Line(CuttableDriver driver) {
            this.driver = driver;
            this.jobs = new LineJobQueue(driver);
        }

        Worker.Builder builder() {
            return Worker.of(jobs);
        }

        Worker start(Worker.Builder builder) {
            Worker started = builder.start();
            worker = Optional.of(started);
            return started;
        }

        boolean isOver() {
            return worker.map(started -> !started.isRunning()).orElse(true);
        }
    }

    private static final class LineJobQueue extends DriverJobQueue {

        LineJobQueue(CuttableDriver driver) {
            super(driver, new Listeners<>(JobListener.NONE));
        }
    }

    /** Counts what a session is told. */
    protected static final class CountedSignals implements SessionSignals {

        final AtomicInteger work = new AtomicInteger();
        final AtomicInteger beats = new AtomicInteger();

        @Override
        public void workArrived() {
            work.incrementAndGet();
        }

        @Override
        public void heartbeatWanted() {
            beats.incrementAndGet();
        }
    }

    private static final class Unopened implements JobHarness {

        @Override
        public JobQueue jobs() {
            throw new IllegalStateException("not opened");
        }

        @Override
        public Duration tick() {
            throw new IllegalStateException("not opened");
        }

        @Override
        public void pass(Duration time) {
            throw new IllegalStateException("not opened");
        }

        @Override
        public void close() {}
    }
}
