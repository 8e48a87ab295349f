package dev.scalingpatterns.concurrency;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction ended, as a value: committed, rolled back, or not to be known.
 *
 * @param <T> what its body returns
 */
public sealed interface TransactionOutcome<T extends @Nullable Object> {

    /**
     * It is committed.
     *
     * @param value what the body returned
     * @param hookFailures what hooks given to {@link Transactor#afterCommit} threw; the commit stands all the same
     * @param <T> what its body returns
     */
    record Committed<T extends @Nullable Object>(T value, List<Throwable> hookFailures)
            implements TransactionOutcome<T> {

        /** Copies the list. */
        public Committed {
            hookFailures = List.copyOf(hookFailures);
        }
    }

    /**
     * Nothing of it was kept, and nothing will be.
     *
     * @param reason the body's own exception, or the one {@link Transactor#run(TransactionDefinition, TransactionBody)}
     *     would have thrown
     * @param <T> what its body returns
     */
    record RolledBack<T extends @Nullable Object>(Exception reason) implements TransactionOutcome<T> {}

    /**
     * COMMIT was sent, and what became of it could not be found out in time.
     *
     * @param reason what happened
     * @param <T> what its body returns
     */
    record Unknown<T extends @Nullable Object>(UnknownCommitException reason) implements TransactionOutcome<T> {

        /** The key to ask {@link Transactor#resolve} for later; empty if the transaction had none. */
        public Optional<String> key() {
            return reason.key();
        }
    }
}
