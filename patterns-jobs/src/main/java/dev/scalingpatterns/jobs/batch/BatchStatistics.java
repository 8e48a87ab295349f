package dev.scalingpatterns.jobs.batch;

import java.time.Duration;

/**
 * What a loader has done: of one scope when asked of a bound loader, else of all scopes (an open one is counted up to
 * its latest batch).
 *
 * @param loads keys asked for, through any method
 * @param hits keys among them that were loaded, loading or waiting already
 * @param batches calls of the batch function
 * @param keys keys given to the batch function
 * @param missing keys it had nothing for
 * @param failed keys it failed for
 * @param largest the largest batch
 * @param lone batches of one key
 * @param outside loads outside any scope, which nothing can gather
 * @param busy time spent in the batch function
 */
public record BatchStatistics(
        long loads,
        long hits,
        long batches,
        long keys,
        long missing,
        long failed,
        long largest,
        long lone,
        long outside,
        Duration busy) {}
