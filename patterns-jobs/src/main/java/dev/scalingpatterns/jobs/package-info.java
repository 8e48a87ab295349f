/**
 * Background jobs: slow work accepted now and run at least once, elsewhere.
 *
 * <p>Start at {@link dev.scalingpatterns.jobs.JobQueue} for enqueueing and at {@link dev.scalingpatterns.jobs.Worker} for
 * running.
 */
@NullMarked
package dev.scalingpatterns.jobs;

import org.jspecify.annotations.NullMarked;
