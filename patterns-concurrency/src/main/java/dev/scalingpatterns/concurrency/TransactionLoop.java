package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.core.internal.Listeners;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs attempts until one commits, one fails for good, or attempts or time are used up. */
final class TransactionLoop {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionLoop.class);
    private static final String RUN = "transactor.run";

    private final AttemptRunner runner;
    private final Engine engine;
    private final TransactionKeys keys;
    private final KeyResolver resolver;
    private final int maxAttempts;
    private final Backoff backoff;
    private final Listeners<TransactorListener> listeners;

    /** Fair, so that no writer waits for ever; only to spare the database refusals, which would be right without it. */
    private final ReentrantLock writersTurn = new ReentrantLock(true);

    TransactionLoop(
            AttemptRunner runner,
            Engine engine,
            TransactionKeys keys,
            KeyResolver resolver,
            int maxAttempts,
            Backoff backoff,
            Listeners<TransactorListener> listeners) {
        this.runner = runner;
        this.engine = engine;
        this.keys = keys;
        this.resolver = resolver;
        this.maxAttempts = maxAttempts;
        this.backoff = backoff;
        this.listeners = listeners;
    }

    /** Lets a checked exception through where the compiler cannot see that it may be thrown. */
    @SuppressWarnings("unchecked") // nothing is cast at run time: that is the point
    static <X extends Exception> void rethrow(Exception thrown) throws X {
        throw (X) thrown;
    }

    <T extends @Nullable Object> TransactionOutcome<T> run(
            TransactionDefinition definition, Deadline deadline, TransactionBody<T, ?> body) {
        GuardRow guardRow =
                definition.key().map(key -> new GuardRow(keys, engine, key)).orElse(null);
        try {
            for (int attempt = 1; ; attempt++) {
                Attempt<T> ended = inTurn(definition, deadline, body, guardRow);
                TransactionOutcome<T> outcome = judge(definition, deadline, guardRow, attempt, ended);
                if (outcome != null) {
                    return outcome;
                }
                backoff.pause(attempt, deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new TransactionOutcome.RolledBack<>(
                    new UnavailableException(RUN, subject(guardRow), "interrupted; nothing was committed", e));
        }
    }

    private <T extends @Nullable Object> Attempt<T> inTurn(
            TransactionDefinition definition,
            Deadline deadline,
            TransactionBody<T, ?> body,
            @Nullable GuardRow guardRow)
            throws InterruptedException {
        boolean inTurn = engine.serializesWriters()
                && definition.isolation() == Isolation.SERIALIZABLE
                && !definition.isReadOnly();
        if (!inTurn) {
            return runner.run(definition, deadline, body, guardRow);
        }
        if (!writersTurn.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            return new Attempt.Failed<>(
                    Failure.TIMEOUT, new SQLException("other serializable transactions took all the time", "57014"));
        }
        try {
            return runner.run(definition, deadline, body, guardRow);
        } finally {
            writersTurn.unlock();
        }
    }

    /** What an attempt means for the whole; null to try again. */
    private <T extends @Nullable Object> @Nullable TransactionOutcome<T> judge(
            TransactionDefinition definition,
            Deadline deadline,
            @Nullable GuardRow guardRow,
            int attempt,
            Attempt<T> ended)
            throws InterruptedException {
        if (ended instanceof Attempt.Done<T> done) {
            return committed(definition, deadline, attempt, done.value(), done.hooks(), done.hookFailures());
        }
        if (ended instanceof Attempt.Lost<T> lost) {
            listeners.tell(listener -> listener.commitUnknown(definition.isolation()));
            return resolved(definition, deadline, guardRow, attempt, lost);
        }
        Attempt.Failed<T> failed = (Attempt.Failed<T>) ended;
        if (guardRow != null && guardRow.isTaken()) {
            Exception taken = taken(guardRow.key(), deadline, failed.cause());
            return taken == null
                    ? again(definition, deadline, guardRow, attempt, Failure.CONFLICT, failed.cause())
                    : rolledBack(definition, attempt, Failure.STATEMENT, taken);
        }
        if (!failed.failure().isRetried()) {
            return rolledBack(definition, attempt, failed.failure(), failed.cause());
        }
        return again(definition, deadline, guardRow, attempt, failed.failure(), failed.cause());
    }

    private <T extends @Nullable Object> @Nullable TransactionOutcome<T> again(
            TransactionDefinition definition,
            Deadline deadline,
            @Nullable GuardRow guardRow,
            int attempt,
            Failure failure,
            Exception cause) {
        if (attempt >= maxAttempts || deadline.isOver()) {
            return rolledBack(
                    definition, attempt, failure, exhausted(subject(guardRow), failure, attempt, deadline, cause));
        }
        listeners.tell(listener -> listener.retried(definition.isolation(), failure.reason()));
        return null;
    }

    private <T extends @Nullable Object> @Nullable TransactionOutcome<T> resolved(
            TransactionDefinition definition,
            Deadline deadline,
            @Nullable GuardRow guardRow,
            int attempt,
            Attempt.Lost<T> lost)
            throws InterruptedException {
        if (guardRow == null) {
            return new TransactionOutcome.Unknown<>(new UnknownCommitException(
                    null,
                    "the answer to COMMIT was lost: look before doing it again, or give the transaction a key",
                    lost.cause()));
        }
        KeyResolver.Found found = resolve(guardRow.key(), deadline);
        if (found == null) {
            return new TransactionOutcome.Unknown<>(new UnknownCommitException(
                    guardRow.key(),
                    "the answer to COMMIT was lost, and what became of it could not be found out in " + deadline.limit()
                            + ": ask Transactor.resolve",
                    lost.cause()));
        }
        if (found.resolution() == Resolution.NOT_COMMITTED) {
            guardRow.buried(found.tombstone().orElseThrow());
            return again(definition, deadline, guardRow, attempt, Failure.CONNECTION, lost.cause());
        }
        if (!found.owner().equals(guardRow.owner())) {
            return rolledBack(definition, attempt, Failure.STATEMENT, used(guardRow.key(), lost.cause()));
        }
        return committed(definition, deadline, attempt, lost.value(), lost.hooks(), List.of());
    }

    /** Asks until there is an answer; null if there was none in time. */
    private KeyResolver.@Nullable Found resolve(String key, Deadline deadline) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                KeyResolver.Found found = resolver.resolve(key, deadline);
                if (found.resolution() != Resolution.IN_FLIGHT) {
                    return found;
                }
            } catch (SQLException e) {
                LOG.debug("asking for the outcome of {} failed; it is asked again", key, e);
            }
            if (deadline.isOver()) {
                return null;
            }
            backoff.pause(attempt, deadline);
        }
    }

    /** Why a key that is there cannot be used; null if it has gone again, or cannot be looked at now. */
    private @Nullable Exception taken(String key, Deadline deadline, Exception cause) {
        Optional<TransactionKeys.Row> row;
        try {
            row = resolver.look(key, deadline);
        } catch (SQLException e) {
            cause.addSuppressed(e);
            return null;
        }
        if (row.isEmpty()) {
            return null;
        }
        if (!row.get().done()) {
            return new ConflictException(
                    RUN,
                    key,
                    "this key was resolved as not committed, and nothing may be committed under it any more:"
                            + " run the work again with a new key",
                    cause);
        }
        return used(key, cause);
    }

    private static ConflictException used(String key, Exception cause) {
        return new ConflictException(
                RUN, key, "this key was used by another transaction: a key is for one; nothing was committed", cause);
    }

    private <T extends @Nullable Object> TransactionOutcome<T> rolledBack(
            TransactionDefinition definition, int attempt, Failure failure, Exception reason) {
        listeners.tell(listener -> listener.rolledBack(definition.isolation(), failure.reason(), attempt));
        return new TransactionOutcome.RolledBack<>(reason);
    }

    private static Exception exhausted(
            String subject, Failure failure, int attempts, Deadline deadline, Exception cause) {
        String tried = attempts + (attempts == 1 ? " attempt in " : " attempts in ") + deadline.limit();
        return switch (failure) {
            case CONFLICT ->
                new ConflictException(
                        RUN,
                        subject,
                        "other transactions won, " + tried + "; nothing was committed, try again later",
                        cause);
            case CONNECTION ->
                new UnavailableException(
                        RUN,
                        subject,
                        "no connection that held, " + tried + "; nothing was committed, try again later",
                        cause);
            default ->
                new UnavailableException(
                        RUN,
                        subject,
                        "out of time, " + tried + "; nothing was committed. Try again later, or give it more time",
                        cause);
        };
    }

    private <T extends @Nullable Object> TransactionOutcome<T> committed(
            TransactionDefinition definition,
            Deadline deadline,
            int attempt,
            T value,
            List<Runnable> hooks,
            List<Throwable> earlier) {
        List<Throwable> failures = new ArrayList<>(earlier);
        for (Runnable hook : hooks) {
            try {
                hook.run();
            } catch (RuntimeException | LinkageError | AssertionError e) {
                failures.add(e);
            }
        }
        for (Throwable failure : failures) {
            LOG.error("a hook failed after its transaction was committed; the commit stands", failure);
            listeners.tell(listener -> listener.afterCommitFailed(failure));
        }
        listeners.tell(listener -> listener.committed(definition.isolation(), attempt, deadline.elapsed()));
        return new TransactionOutcome.Committed<>(value, failures);
    }

    private static String subject(@Nullable GuardRow guardRow) {
        return guardRow == null ? "" : guardRow.key();
    }
}
