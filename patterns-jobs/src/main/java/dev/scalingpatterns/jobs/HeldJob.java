package dev.scalingpatterns.jobs;

import dev.scalingpatterns.jobs.spi.ClaimedJob;

/**
 * A claimed job and the session that holds it.
 *
 * @param seat the session
 * @param job the job
 */
record HeldJob(Seat seat, ClaimedJob job) {}
