package dev.scalingpatterns.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as it stood when it was read. Times are the backend's.
 *
 * @param id its name
 * @param queue the queue it was put into
 * @param kind the kind of its {@link JobType}
 * @param version the payload's version
 * @param state where it stands
 * @param priority its priority
 * @param failures how many attempts failed since it was enqueued or redriven; crashes are not among them
 * @param crashes how often a worker died with it since it was enqueued or redriven
 * @param enqueuedAt when it was accepted
 * @param dueAt when it may start, or might have started
 * @param finishedAt when it reached a final state
 * @param payload its payload, as it was enqueued
 * @param headers its headers
 * @param uniqueKey the key it was enqueued with
 * @param progress what its handler last said
 * @param cancelRequested whether it was asked to stop while it ran
 * @param result what its handler left, if it succeeded
 * @param deadReason why it is dead, if it is
 * @param errors its failures, the oldest first; the last 10 are kept
 */
public record Job(
        JobId id,
        String queue,
        String kind,
        int version,
        JobState state,
        JobPriority priority,
        int failures,
        int crashes,
        Instant enqueuedAt,
        Instant dueAt,
        Optional<Instant> finishedAt,
        EncodedValue payload,
        Map<String, String> headers,
        Optional<String> uniqueKey,
        JobProgress progress,
        boolean cancelRequested,
        Optional<EncodedValue> result,
        Optional<DeadReason> deadReason,
        List<JobError> errors) {

    /** Copies what could change. */
    public Job {
        headers = Map.copyOf(headers);
        errors = List.copyOf(errors);
    }
}
