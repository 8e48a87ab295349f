package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.jobs.spi.JobDriver;
import dev.scalingpatterns.jobs.spi.NewJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What is the same for every backend: checks, encoding, waiting, telling the listener. An adapter extends it with a
 * {@link JobDriver} of its own. Safe for use by many threads.
 */
public abstract class DriverJobQueue implements JobQueue {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final JobDriver driver;
    private final Listeners<JobListener> listener;
    private final DeadLetters deadLetters;

    /**
     * A queue over a driver, which {@link #close} closes.
     *
     * @param listener told of what is accepted
     */
    protected DriverJobQueue(JobDriver driver, Listeners<JobListener> listener) {
        this.driver = Objects.requireNonNull(driver, "driver");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.deadLetters = new DriverDeadLetters(driver);
    }

    @Override
    public JobId enqueue(JobRequest<?> request) {
        List<NewJob> job = List.of(encode(request));
        JobId id = driver.insert(job).get(0);
        tellEnqueued(job);
        return id;
    }

    @Override
    public List<JobId> enqueueAll(List<? extends JobRequest<?>> requests) {
        List<NewJob> jobs = encodeAll(requests);
        if (jobs.isEmpty()) {
            return List.of();
        }
        List<JobId> ids = driver.insert(jobs);
        tellEnqueued(jobs);
        return ids;
    }

    /**
     * Checks and encodes requests, for adapters that accept them in a transaction.
     *
     * @throws IllegalArgumentException if there are more than {@link JobQueue#MAX_BATCH}, or a payload cannot be encoded or
     *     is too large
     */
    protected final List<NewJob> encodeAll(List<? extends JobRequest<?>> requests) {
        if (requests.size() > MAX_BATCH) {
            throw new IllegalArgumentException(
                    "at most " + MAX_BATCH + " jobs are enqueued in one call, not " + requests.size());
        }
        List<NewJob> jobs = new ArrayList<>(requests.size());
        for (JobRequest<?> request : requests) {
            jobs.add(encode(request));
        }
        return jobs;
    }

    private NewJob encode(JobRequest<?> request) {
        JobType<?> type = request.type();
        EncodedValue payload = EncodedValue.encode(driver.options().codec(), request.payload());
        int most = driver.options().maxPayloadBytes();
        if (payload.size() > most) {
            throw new IllegalArgumentException(
                    "the payload of a job of kind " + type.kind() + " has " + payload.size() + " bytes, at most " + most
                            + " are allowed: keep large data in an object store and enqueue its key");
        }
        return new NewJob(
                request.queue(),
                type.kind(),
                type.version(),
                payload,
                request.headers(),
                request.priority(),
                request.delay(),
                request.at(),
                request.uniqueKey(),
                request.onDuplicate());
    }

    /** Tells the listener what was accepted, one call for each queue and kind. */
    protected final void tellEnqueued(List<NewJob> jobs) {
        if (jobs.size() == 1) {
            tellEnqueued(jobs.get(0), 1);
            return;
        }
        Map<List<String>, Integer> counts = new HashMap<>();
        jobs.forEach(job -> counts.merge(List.of(job.queue(), job.kind()), 1, Integer::sum));
        for (NewJob job : jobs) {
            Integer count = counts.remove(List.of(job.queue(), job.kind()));
            if (count != null) {
                tellEnqueued(job, count);
            }
        }
    }

    private void tellEnqueued(NewJob job, int count) {
        listener.tell(l -> l.onEnqueued(job.queue(), job.kind(), count));
    }

    @Override
    public Optional<Job> find(JobId id) {
        return driver.find(Objects.requireNonNull(id, "id"));
    }

    @Override
    public <R> Optional<R> result(JobId id, Class<R> type) {
        Objects.requireNonNull(type, "type");
        return find(id).filter(job -> job.state() == JobState.SUCCEEDED)
                .flatMap(Job::result)
                .map(result -> result.decode(driver.options().codec(), type));
    }

    @Override
    public CancelOutcome cancel(JobId id) {
        return driver.cancel(Objects.requireNonNull(id, "id"));
    }

    @Override
    public Map<String, JobCounts> counts() {
        return driver.counts();
    }

    @Override
    public JobCounts counts(String queue) {
        return driver.counts().getOrDefault(Names.requireQueue(queue), JobCounts.NONE);
    }

    @Override
    public void pause(String queue) {
        driver.pause(Names.requireQueue(queue));
    }

    @Override
    public void resume(String queue) {
        driver.resume(Names.requireQueue(queue));
    }

    @Override
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    @Override
    public boolean awaitIdle(Duration timeout) throws InterruptedException {
        return poll(
                        timeout,
                        () -> counts().values().stream().allMatch(count -> count.unfinished() == 0)
                                ? Optional.of(true)
                                : Optional.empty())
                .isPresent();
    }

    @Override
    public Optional<Job> await(JobId id, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(id, "id");
        return poll(timeout, () -> {
                    Optional<Job> job = find(id);
                    return job.isEmpty() || job.get().state().isFinal() ? Optional.of(job) : Optional.empty();
                })
                .flatMap(job -> job);
    }

    /** Looks until there is an answer, less and less often. */
    static <T> Optional<T> poll(Duration timeout, Supplier<Optional<T>> look) throws InterruptedException {
        long start = System.nanoTime();
        long most = timeout.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : timeout.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            Optional<T> found = look.get();
            long left = most - (System.nanoTime() - start);
            if (found.isPresent() || left <= 0) {
                return found;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(pause, left));
            pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
        }
    }

    @Override
    public JobDriver driver() {
        return driver;
    }

    @Override
    public void close() {
        driver.close();
    }
}
