package dev.scalingpatterns.jobs.batch;

import java.time.Duration;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What a loader has done in all scopes. Written once per batch and once per scope, never per load. */
final class LoaderTotals {

    private final LongAdder loads = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder keys = new LongAdder();
    private final LongAdder missing = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder lone = new LongAdder();
    private final LongAdder busy = new LongAdder();
    private final LongAccumulator largest = new LongAccumulator(Math::max, 0);

    void loads(long newLoads, long newHits) {
        loads.add(newLoads);
        hits.add(newHits);
    }

    void call(int size, long nanos) {
        batches.increment();
        keys.add(size);
        busy.add(nanos);
        largest.accumulate(size);
        if (size == 1) {
            lone.increment();
        }
    }

    void outcome(int newMissing, int newFailed) {
        missing.add(newMissing);
        failed.add(newFailed);
    }

    BatchStatistics statistics(long outside) {
        return new BatchStatistics(
                loads.sum(),
                hits.sum(),
                batches.sum(),
                keys.sum(),
                missing.sum(),
                failed.sum(),
                largest.get(),
                lone.sum(),
                outside,
                Duration.ofNanos(busy.sum()));
    }
}
