package dev.scalingpatterns.jobs.spi;

import dev.scalingpatterns.jobs.EncodedValue;
import dev.scalingpatterns.jobs.JobId;
import java.time.Duration;
import java.util.Map;

/**
 * A job that a session holds.
 *
 * @param id the job
 * @param token the fence of this claim: globally unique, growing, never used again
 * @param queue its queue
 * @param kind its kind
 * @param version its payload's version
 * @param payload its encoded payload
 * @param headers its headers
 * @param failures how many attempts failed before
 * @param crashes how many workers died with it
 * @param waited how long it had been due
 */
public record ClaimedJob(
        JobId id,
        long token,
        String queue,
        String kind,
        int version,
        EncodedValue payload,
        Map<String, String> headers,
        int failures,
        int crashes,
        Duration waited) {}
