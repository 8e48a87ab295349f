package dev.scalingpatterns.jobs.batch;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One level: all batches that wait at one moment; used by one thread, which may come back to it from within. */
final class Wave {

    /** How deep what depends on a load may block on further loads while the rest of its level goes on beneath it. */
    private static final int DEEPEST = 64;

    private final List<Batch<?, ?>> batches;
    private final @Nullable CallerContext context;
    private int depth;

    Wave(List<Batch<?, ?>> batches, @Nullable CallerContext context) {
        this.batches = batches;
        this.context = context;
    }

    /**
     * Goes on until nothing is left to do. If a batch function, or what depends on a load, blocks on another load then it
     * is called again from there: all that is left is done first, so that what blocks next gathers too.
     */
    void run() {
        if (depth == DEEPEST) {
            return;
        }
        depth++;
        try {
            Batch<?, ?> batch = next();
            while (batch != null) {
                advance(batch);
                batch = next();
            }
        } finally {
            depth--;
        }
    }

    /** Fails all, instead of running. */
    void fail(Function<Batch<?, ?>, Throwable> cause) {
        for (Batch<?, ?> batch : batches) {
            batch.fail(cause.apply(batch));
            batch.giveAnswers();
        }
    }

    /** Tells the listener of each loader about its keys. */
    void tell(Event event) {
        for (Batch<?, ?> batch : batches) {
            batch.tell(event);
        }
    }

    /** What may happen to keys on their way. */
    @FunctionalInterface
    interface Event {

        void tell(BatchListener listener, String loader, int keys);
    }

    private @Nullable Batch<?, ?> next() {
        Batch<?, ?> waiting = null;
        for (Batch<?, ?> batch : batches) {
            if (batch.hasAnswersToGive()) {
                return batch;
            }
            if (!batch.started && waiting == null) {
                waiting = batch;
            }
        }
        return waiting;
    }

    private void advance(Batch<?, ?> batch) {
        CallerContext.Restored restored = null;
        try {
            restored = context == null ? null : context.restore(batch.context());
        } catch (Throwable e) { // without its context the batch must not run, but somebody waits for it
            batch.fail(e);
        }
        try {
            if (!batch.started) {
                batch.start();
            }
            batch.giveAnswers();
        } finally {
            if (restored != null) {
                restored.close();
            }
        }
    }

    /** Whether this very thread is in the batch function for the node. */
    boolean isLoading(LoadNode<?, ?> node) {
        for (Batch<?, ?> batch : batches) {
            if (batch.isAbout(node)) {
                return true;
            }
        }
        return false;
    }
}
