package dev.scalingpatterns.jobs;

import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.Failure;
import dev.scalingpatterns.jobs.spi.NewJob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A job in memory. Guarded by its store's lock; times are microseconds since 1970. */
final class StoredJob {

    private static final int ERRORS_KEPT = 10;

    final JobId id;
    /** The order of acceptance, which decides between jobs due at the same time. */
    final long sequence;

    final NewJob request;
    final long enqueuedAt;

    JobState state = JobState.SCHEDULED;
    long dueAt;
    int failures;
    int crashes;
    JobProgress progress = JobProgress.NONE;
    boolean cancelRequested;
    long finishedAt;

    @Nullable EncodedValue result;

    @Nullable DeadReason deadReason;

    private @Nullable Deque<JobError> errors;

    /** While running: the fence of the claim. */
    long token;
    /** While running: who holds it. */
    @Nullable MemorySession holder;
    /** While dead: its place among the dead. */
    long deathOrder;
    /** Ids promised to transactions whose job gave way to this one. */
    @Nullable List<JobId> aliases;

    /** While ready: its neighbours in the line. */
    @Nullable StoredJob previous;

    @Nullable StoredJob next;

    StoredJob(JobId id, long sequence, NewJob request, long enqueuedAt, long dueAt) {
        this.id = id;
        this.sequence = sequence;
        this.request = request;
        this.enqueuedAt = enqueuedAt;
        this.dueAt = dueAt;
    }

    /** Whether this one was due first. */
    boolean isBefore(StoredJob other) {
        return dueAt != other.dueAt ? dueAt < other.dueAt : sequence < other.sequence;
    }

    int bytes() {
        return request.payload().size() + (result == null ? 0 : result.size());
    }

    void addError(Failure failure, long now) {
        if (errors == null) {
            errors = new ArrayDeque<>(2);
        }
        if (errors.size() == ERRORS_KEPT) {
            errors.removeFirst();
        }
        // The attempt at hand comes after those that failed, so this is called before the failure is counted.
        errors.addLast(
                new JobError(failures + 1, MicroTime.instant(now), failure.type(), failure.message(), failure.trace()));
    }

    void addAlias(JobId alias) {
        if (aliases == null) {
            aliases = new ArrayList<>(1);
        }
        aliases.add(alias);
    }

    ClaimedJob claimed(long now) {
        return new ClaimedJob(
                id,
                token,
                request.queue(),
                request.kind(),
                request.version(),
                request.payload(),
                request.headers(),
                failures,
                crashes,
                MicroTime.duration(Math.max(0, now - dueAt)));
    }

    Job snapshot() {
        return new Job(
                id,
                request.queue(),
                request.kind(),
                request.version(),
                state,
                request.priority(),
                failures,
                crashes,
                MicroTime.instant(enqueuedAt),
                MicroTime.instant(dueAt),
                state.isFinal() ? Optional.of(MicroTime.instant(finishedAt)) : Optional.empty(),
                request.payload(),
                request.headers(),
                request.uniqueKey(),
                progress,
                cancelRequested,
                Optional.ofNullable(result),
                Optional.ofNullable(deadReason),
                errors == null ? List.of() : List.copyOf(errors));
    }
}
