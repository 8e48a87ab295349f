package dev.scalingpatterns.core;

import dev.scalingpatterns.core.internal.Listeners;
import java.util.Objects;

/** One call through a {@link Guard}: whether it is tried again, and what its failure means in the end. */
final class GuardedCall {

    final String operation;
    final String subject;
    private final Guard.Builder options;
    private final RetryBudget budget;
    private final Listeners<GuardListener> listener;
    private final Guard.Effect effect;
    private final long start;
    private int attempts = 1;
    private boolean mayHaveHappened;

    GuardedCall(
            Guard.Builder options,
            RetryBudget budget,
            Listeners<GuardListener> listener,
            Guard.Effect effect,
            String operation,
            String subject,
            long start) {
        this.options = options;
        this.budget = budget;
        this.listener = listener;
        this.effect = Objects.requireNonNull(effect, "effect");
        this.operation = Objects.requireNonNull(operation, "operation");
        this.subject = Objects.requireNonNull(subject, "subject");
        this.start = start;
    }

    /** What is left until the deadline. */
    long remaining(long now) {
        return options.deadline.toNanos() - (now - start);
    }

    /** How long to wait before the next attempt; negative if there is none. */
    long pauseBeforeRetry(RuntimeException failure) {
        mayHaveHappened |= failure instanceof UnknownOutcomeException;
        boolean repeatable = effect != Guard.Effect.ONCE && Guard.isOfTheBackend(failure);
        if (!repeatable
                || attempts > options.maximumRetries
                || Thread.currentThread().isInterrupted()) {
            return -1;
        }
        long longest = options.pause.toNanos() << (attempts - 1);
        long pause = options.random.nextLong(longest + 1);
        if (pause >= remaining(options.nanoTime.getAsLong()) || !budget.tryTake()) {
            return -1;
        }
        attempts++;
        listener.tell(l -> l.retried(options.name, operation, attempts));
        return pause;
    }

    /**
     * The exception to throw. An attempt whose answer was lost is not forgotten because a later one failed plainly: what
     * changes something may have happened then.
     */
    RuntimeException verdict(RuntimeException failure) {
        if (effect == Guard.Effect.READ && failure instanceof UnknownOutcomeException) {
            return new UnavailableException(operation, subject, "no answer came: retry later", failure);
        }
        if (effect != Guard.Effect.READ && mayHaveHappened && failure instanceof UnavailableException) {
            return new UnknownOutcomeException(
                    operation, subject, "an attempt was sent and its answer was lost; it may have happened", failure);
        }
        return failure;
    }
}
