package dev.scalingpatterns.concurrency;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one attempt at a transaction ended. */
sealed interface Attempt<T extends @Nullable Object> {

    /** Committed; the hooks have yet to run, but for Jdbi's own, which have. */
    record Done<T extends @Nullable Object>(T value, List<Runnable> hooks, List<Throwable> hookFailures)
            implements Attempt<T> {}

    /** Rolled back. */
    record Failed<T extends @Nullable Object>(Failure failure, Exception cause) implements Attempt<T> {}

    /** COMMIT was sent and its answer lost. */
    record Lost<T extends @Nullable Object>(T value, List<Runnable> hooks, SQLException cause) implements Attempt<T> {}
}
