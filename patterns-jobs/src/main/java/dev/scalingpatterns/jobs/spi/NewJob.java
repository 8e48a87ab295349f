package dev.scalingpatterns.jobs.spi;

import dev.scalingpatterns.jobs.EncodedValue;
import dev.scalingpatterns.jobs.JobPriority;
import dev.scalingpatterns.jobs.OnDuplicate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A job to be stored; its parts were checked.
 *
 * @param queue the queue
 * @param kind the kind
 * @param version the payload's version
 * @param payload the encoded payload
 * @param headers the headers
 * @param priority the priority
 * @param delay how long after it is accepted it becomes due; zero if {@code at} is given
 * @param at when it becomes due, if that was given as a time
 * @param uniqueKey its key among unfinished jobs of its kind
 * @param onDuplicate what to do if the key is taken
 */
public record NewJob(
        String queue,
        String kind,
        int version,
        EncodedValue payload,
        Map<String, String> headers,
        JobPriority priority,
        Duration delay,
        Optional<Instant> at,
        Optional<String> uniqueKey,
        OnDuplicate onDuplicate) {}
