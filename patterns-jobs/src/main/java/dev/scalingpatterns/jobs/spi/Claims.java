package dev.scalingpatterns.jobs.spi;

import java.time.Duration;
import java.util.List;

/**
 * The answer to a claim.
 *
 * @param jobs what the session now holds, in the order in which to start them
 * @param lookAgainIn when there may be more without a wake-up: the next delayed job becomes due, or a backend without
 *     reliable wake-ups wants to be polled
 */
public record Claims(List<ClaimedJob> jobs, Duration lookAgainIn) {}
