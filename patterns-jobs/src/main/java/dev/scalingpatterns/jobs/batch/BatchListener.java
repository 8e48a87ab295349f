package dev.scalingpatterns.jobs.batch;

import java.time.Duration;

/**
 * Hears what a loader does; all methods do nothing by default. Called on the thread that runs the batch; one that throws
 * harms nobody. Gets names and counts, never keys.
 */
public interface BatchListener {

    /**
     * A batch ended.
     *
     * @param loader the loader's name
     * @param keys how many keys it had
     * @param missing how many of them had no value
     * @param failed how many of them failed
     * @param took how long the batch function ran
     */
    default void onBatch(String loader, int keys, int missing, int failed, Duration took) {}

    /**
     * One scope sent this many batches of a single key through the loader: most likely a loop that loads one by one. Told
     * at 10, 100, 1,000…
     *
     * @param loader the loader's name
     * @param batches how many
     */
    default void onBatchesOfOne(String loader, int batches) {}

    /**
     * Loads went before the scope's work had visibly come to rest, because it seemed to be waiting for them in a way that
     * the scope cannot see (for example {@code CompletableFuture.allOf(…).join()}).
     *
     * @param loader the loader's name
     * @param keys how many keys
     */
    default void onStall(String loader, int keys) {}

    /**
     * The scope ended with loads still waiting; they failed.
     *
     * @param loader the loader's name
     * @param keys how many keys
     */
    default void onAbandoned(String loader, int keys) {}
}
