package dev.scalingpatterns.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads collide: lines them up on a barrier, lets them go at once, and does so round after round.
 *
 * <pre>{@code
 * List<Boolean> won = Race.of(8).call(() -> leases.tryAcquire("report"));
 * assertThat(won).containsOnlyOnce(true);
 *
 * Race.of(8).rounds(500)
 *     .beforeRound(round -> account.set(100))
 *     .afterRound(round -> assertThat(account.get()).isNotNegative())
 *     .run(() -> withdraw(80));
 * }</pre>
 *
 * <p>Nothing here waits longer than {@link #within}; a race that is not over by then is interrupted and fails with the
 * stack of every thread still in it. Threads are daemons named {@code race-<thread>}. A {@code Race} is immutable
 * and may be run again.
 */
public final class Race {

    private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(1);

    private final int threads;
    private final int rounds;
    private final Duration limit;
    private final IntConsumer before;
    private final IntConsumer after;

    private Race(int threads, int rounds, Duration limit, IntConsumer before, IntConsumer after) {
        this.threads = threads;
        this.rounds = rounds;
        this.limit = limit;
        this.before = before;
        this.after = after;
    }

    /**
     * A race of one round, to be over within 60 seconds.
     *
     * @param threads how many run at once, at least 1
     * @throws IllegalArgumentException if {@code threads} is less than 1
     */
    public static Race of(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a race needs at least 1 thread, not " + threads);
        }
        return new Race(threads, 1, DEFAULT_LIMIT, round -> {}, round -> {});
    }

    /**
     * How often the threads are lined up; default 1. No thread begins a round before all have ended the one before.
     *
     * @throws IllegalArgumentException if {@code rounds} is less than 1
     */
    public Race rounds(int rounds) {
        if (rounds < 1) {
            throw new IllegalArgumentException("a race needs at least 1 round, not " + rounds);
        }
        return new Race(threads, rounds, limit, before, after);
    }

    /**
     * The time all rounds together may take; default 60 seconds.
     *
     * @throws IllegalArgumentException if {@code limit} is not positive
     */
    public Race within(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit must be positive, not " + limit);
        }
        return new Race(threads, rounds, limit, before, after);
    }

    /** What one thread does before each round while all others wait; it is given the round, from 0. */
    public Race beforeRound(IntConsumer action) {
        return new Race(threads, rounds, limit, Objects.requireNonNull(action, "action"), after);
    }

    /** What one thread does after each round while all others wait, a check for example. If it throws, the race ends. */
    public Race afterRound(IntConsumer action) {
        return new Race(threads, rounds, limit, before, Objects.requireNonNull(action, "action"));
    }

    /**
     * Runs the race.
     *
     * @return what every call returned, by round, then by thread: {@code threads × rounds} values
     * @throws AssertionError if a call threw, with every exception of that round suppressed in it (no further round is
     *     begun); or if the race was not over in time
     */
    public <T extends @Nullable Object> List<T> call(Callable<T> body) {
        Objects.requireNonNull(body, "body");
        return call((thread, round) -> body.call());
    }

    /** As {@link #call(Callable)}, for a body that wants to know its thread and round, both from 0. */
    public <T extends @Nullable Object> List<T> call(Racer<T> racer) {
        return values(heat(racer, true).run());
    }

    /** As {@link #call(Callable)}, for a body without a result. */
    public void run(Body body) {
        Objects.requireNonNull(body, "body");
        run((thread, round) -> body.run());
    }

    /** As {@link #call(Racer)}, for a body without a result. */
    public void run(NumberedBody body) {
        Objects.requireNonNull(body, "body");
        this.<Boolean>call((thread, round) -> {
            body.run(thread, round);
            return true;
        });
    }

    /**
     * Runs the race where exceptions are expected, a conflict for the loser for example: all rounds are run, and each
     * call's value or exception is returned.
     *
     * @return what became of every call, by round, then by thread: {@code threads × rounds} outcomes
     * @throws AssertionError if the race was not over in time
     */
    public <T extends @Nullable Object> List<Outcome<T>> outcomes(Callable<T> body) {
        Objects.requireNonNull(body, "body");
        return outcomes((thread, round) -> body.call());
    }

    /** As {@link #outcomes(Callable)}, for a body that wants to know its thread and round, both from 0. */
    public <T extends @Nullable Object> List<Outcome<T>> outcomes(Racer<T> racer) {
        return heat(racer, false).run();
    }

    private <T extends @Nullable Object> RaceHeat<T> heat(Racer<T> racer, boolean stopAtFailure) {
        Objects.requireNonNull(racer, "racer");
        return new RaceHeat<>(threads, rounds, limit, before, after, racer, stopAtFailure);
    }

    @SuppressWarnings("NullAway") // an outcome without a failure has a value, null only where T may be
    private static <T extends @Nullable Object> List<T> values(List<Outcome<T>> outcomes) {
        List<Throwable> failures = new ArrayList<>();
        List<T> values = new ArrayList<>(outcomes.size());
        for (Outcome<T> outcome : outcomes) {
            if (outcome.failure() != null) {
                failures.add(outcome.failure());
            }
            values.add(outcome.value());
        }
        if (!failures.isEmpty()) {
            throw failed(failures, outcomes.size());
        }
        return values;
    }

    private static AssertionError failed(List<Throwable> failures, int calls) {
        Throwable first = failures.get(0);
        AssertionError error =
                new AssertionError(failures.size() + " of " + calls + " calls threw; the first: " + first, first);
        failures.stream().skip(1).forEach(error::addSuppressed);
        return error;
    }

    /**
     * What became of one call.
     *
     * @param thread which thread, from 0
     * @param round which round, from 0
     * @param value what it returned; null if it threw
     * @param failure what it threw, or null
     */
    public record Outcome<T extends @Nullable Object>(
            int thread,
            int round,
            @Nullable T value,
            @Nullable Throwable failure) {

        /** Whether it returned. */
        public boolean succeeded() {
            return failure == null;
        }
    }

    /** What a thread does in a round. */
    @FunctionalInterface
    public interface Racer<T extends @Nullable Object> {

        /**
         * Runs once per thread and round.
         *
         * @param thread which thread, from 0
         * @param round which round, from 0
         */
        T race(int thread, int round) throws Exception;
    }

    /** What a thread does in a round, without a result. */
    @FunctionalInterface
    public interface Body {

        /** Runs once per thread and round. */
        void run() throws Exception;
    }

    /** What a thread does in a round, knowing which it is, without a result. */
    @FunctionalInterface
    public interface NumberedBody {

        /**
         * Runs once per thread and round.
         *
         * @param thread which thread, from 0
         * @param round which round, from 0
         */
        void run(int thread, int round) throws Exception;
    }
}
