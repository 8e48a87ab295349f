package dev.scalingpatterns.core;

import dev.scalingpatterns.core.internal.Listeners;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a port and its backend, so that a backend that is slow or gone costs a bounded, stated time.
 *
 * <ul>
 *   <li>A <b>breaker</b> (Resilience4j's) takes the backend out of service when half of the last 10 calls failed, at
 *       least 5 of them known, or when failures have cost 0.5 s since the last success, or when most calls are slow. Then
 *       every call fails at once with an {@link UnavailableException} that says since when.
 *   <li>A backend out of service is <b>probed</b>: by a request of its own where the builder was given one, so that no
 *       caller waits for it; else by one caller at a time.
 *   <li>A call that may be repeated is <b>retried</b>, at most twice, after a pause with full jitter (Brooker,
 *       "Exponential Backoff and Jitter", 2015), while the deadline and a budget shared by all calls last.
 *   <li>What a driver throws becomes one of our kinds in one place, the {@link ErrorTranslator}. Only {@link
 *       UnavailableException} and {@link UnknownOutcomeException} count as failures of the backend; what is the caller's
 *       own (misuse, a conflict, an exception of the body) does not and is thrown as it is.
 * </ul>
 *
 * <p>A blocking call is not interrupted at the deadline: the driver's own time-out bounds each attempt, the deadline says
 * when no other begins. An asynchronous call is complete at the deadline, whatever the driver does. No thread is started
 * here. Safe for use by many threads.
 */
public final class Guard implements AutoCloseable {

    /** What a call does to the backend: it decides whether the call may be repeated and what a lost answer means. */
    public enum Effect {
        /** Changes nothing: repeated; an answer that does not come is {@link UnavailableException}. */
        READ,
        /** Changes something, and twice is as good as once: repeated; a lost answer is {@link UnknownOutcomeException}. */
        IDEMPOTENT,
        /** Must not happen twice: never repeated; a lost answer is {@link UnknownOutcomeException}. */
        ONCE
    }

    /** Whether the backend is asked. */
    public enum State {
        /** In service. */
        CLOSED,
        /** Out of service: calls fail at once. */
        OPEN,
        /** On trial: one call is let through. */
        HALF_OPEN
    }

    private final Builder options;
    private final Listeners<GuardListener> listener;
    private final Breaker breaker;
    private final RetryBudget retries;

    private Guard(Builder options) {
        this.options = options;
        this.listener = new Listeners<>(options.listener);
        this.breaker = new Breaker(options, listener);
        this.retries = new RetryBudget(options.retryBudget);
    }

    /**
     * Options of a guard.
     *
     * @param name the backend's name in messages and metrics, for example {@code "redis"}; no secret, no key
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Calls the backend on this thread.
     *
     * @param effect whether it may be repeated
     * @param operation the operation's name, for example {@code "session.find"}
     * @param subject the key or id it is about; empty where there is none; never a secret
     * @param body talks to the backend, within the driver's time-outs
     * @throws UnavailableException if the backend is out of service, or did nothing
     * @throws UnknownOutcomeException if a change may have happened or not
     */
    public <T extends @Nullable Object> T call(Effect effect, String operation, String subject, Callable<T> body) {
        GuardedCall call = begin(effect, operation, subject);
        while (true) {
            UnavailableException refusal = breaker.refusal(operation, subject);
            if (refusal != null) {
                throw call.verdict(refusal);
            }
            RuntimeException failure;
            long start = now();
            try {
                T result = body.call();
                succeeded(now() - start);
                return result;
            } catch (Exception e) {
                failure = failed(call, e, now() - start);
            } catch (Error e) {
                breaker.ignored();
                throw e;
            }
            long pause = call.pauseBeforeRetry(failure);
            if (pause < 0 || !sleep(pause)) {
                throw call.verdict(failure);
            }
        }
    }

    /**
     * Calls the backend without blocking this thread. The result is complete at the deadline at the latest, with the
     * exceptions of {@link #call}.
     *
     * @param effect whether it may be repeated
     * @param operation the operation's name, for example {@code "session.find"}
     * @param subject the key or id it is about; empty where there is none; never a secret
     * @param body asks the backend and returns at once
     */
    public <T extends @Nullable Object> CompletionStage<T> callAsync(
            Effect effect, String operation, String subject, Supplier<? extends CompletionStage<T>> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        attempt(begin(effect, operation, subject), body, result);
        return result;
    }

    /** Whether the backend is in service. */
    public State state() {
        return breaker.state();
    }

    /** Since when the backend is out of service; empty while it is not. */
    public Optional<Instant> openSince() {
        return Optional.ofNullable(breaker.openSince());
    }

    /** The name it was built with. */
    public String name() {
        return options.name;
    }

    /** Ends the probing. It neither waits for calls nor refuses them: that is their owner's. */
    @Override
    public void close() {
        breaker.stop();
    }

    private GuardedCall begin(Effect effect, String operation, String subject) {
        return new GuardedCall(options, retries, listener, effect, operation, subject, now());
    }

    private <T extends @Nullable Object> void attempt(
            GuardedCall call, Supplier<? extends CompletionStage<T>> body, CompletableFuture<T> result) {
        UnavailableException refusal = breaker.refusal(call.operation, call.subject);
        if (refusal != null) {
            result.completeExceptionally(call.verdict(refusal));
            return;
        }
        long start = now();
        CompletableFuture<T> asked;
        try {
            asked = body.get().toCompletableFuture();
        } catch (RuntimeException e) {
            settle(call, body, result, e, now() - start);
            return;
        } catch (Error e) {
            breaker.ignored();
            result.completeExceptionally(e); // a retry runs where nobody would see it thrown
            return;
        }
        bounded(asked, call.remaining(start)).whenComplete((value, error) -> {
            if (error == null) {
                succeeded(now() - start);
                result.complete(value);
            } else if (asked.isDone()) {
                settle(call, body, result, error, now() - start);
            } else {
                asked.cancel(false);
                // The JDK's only timer thread serves the whole program: it is left at once.
                long waited = now() - start;
                onExecutor(() -> settle(call, body, result, error, waited));
            }
        });
    }

    private void onExecutor(Runnable task) {
        try {
            options.executor.execute(task);
        } catch (RejectedExecutionException e) {
            // A result that is never complete would be worse than the wrong thread.
            task.run();
        }
    }

    private static <T extends @Nullable Object> CompletionStage<T> bounded(CompletableFuture<T> asked, long nanos) {
        return asked.isDone() ? asked : asked.copy().orTimeout(Math.max(nanos, 1), TimeUnit.NANOSECONDS);
    }

    private <T extends @Nullable Object> void settle(
            GuardedCall call,
            Supplier<? extends CompletionStage<T>> body,
            CompletableFuture<T> result,
            Throwable error,
            long waited) {
        RuntimeException failure;
        try {
            failure = failed(call, error, waited);
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
            return;
        }
        long pause = result.isDone() ? -1 : call.pauseBeforeRetry(failure);
        if (pause < 0) {
            result.completeExceptionally(call.verdict(failure));
            return;
        }
        breaker.paused(pause);
        CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS, Runnable::run)
                .execute(() -> onExecutor(() -> attempt(call, body, result)));
    }

    private void succeeded(long nanos) {
        retries.succeeded();
        breaker.succeeded(nanos);
    }

    /** Tells the breaker, and answers with our kind of exception. */
    private RuntimeException failed(GuardedCall call, Throwable thrown, long waited) {
        Throwable error = unwrapped(thrown);
        if (error instanceof Error fatal) {
            breaker.ignored();
            throw fatal;
        }
        RuntimeException failure = translated(call, error);
        boolean interrupted =
                error instanceof InterruptedException || Thread.currentThread().isInterrupted();
        if (error instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (isOfTheBackend(failure) && !interrupted) {
            breaker.failed(waited, failure);
            listener.tell(l -> l.failed(options.name, call.operation));
        } else if (failure instanceof PatternsException && !isOfTheBackend(failure)) {
            // It answered, if not what was hoped for.
            breaker.succeeded(waited);
        } else {
            breaker.ignored();
        }
        return failure;
    }

    private RuntimeException translated(GuardedCall call, Throwable error) {
        if (error instanceof PatternsException ours) {
            return ours;
        }
        if (error instanceof TimeoutException || error instanceof InterruptedException) {
            String what = error instanceof TimeoutException
                    ? "no answer within " + options.deadline.toMillis() + " ms"
                    : "interrupted while waiting for the answer";
            return new UnknownOutcomeException(call.operation, call.subject, what + "; it may have happened", error);
        }
        try {
            return Objects.requireNonNull(
                    options.translator.translate(call.operation, call.subject, error), "the translator's answer");
        } catch (RuntimeException | Error e) {
            breaker.ignored();
            throw e;
        }
    }

    static boolean isOfTheBackend(RuntimeException failure) {
        return failure instanceof UnavailableException || failure instanceof UnknownOutcomeException;
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable error = thrown;
        while ((error instanceof CompletionException || error instanceof ExecutionException)
                && error.getCause() != null) {
            error = error.getCause();
        }
        return error;
    }

    private boolean sleep(long nanos) {
        breaker.paused(nanos);
        try {
            options.sleeper.sleep(nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private long now() {
        return options.nanoTime.getAsLong();
    }

    /** How a backend out of service is asked whether it is back. */
    record Probe(ScheduledExecutorService scheduler, Supplier<? extends CompletionStage<?>> ask) {}

    /** How a blocking call waits before a retry. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(long nanos) throws InterruptedException;
    }

    /** Options of a guard. Not safe for use by many threads. */
    public static final class Builder implements Cloneable {

        private static final Duration LONGEST = Duration.ofHours(1);

        final String name;
        Duration deadline = Duration.ofMillis(500);
        Duration waitingBudget = Duration.ofMillis(500);
        Duration probeInterval = Duration.ofMillis(250);
        Duration slowCall = Duration.ofMillis(500);
        int maximumRetries = 2;
        int retryBudget = 10;
        Duration pause = Duration.ofMillis(5);
        ErrorTranslator translator = ErrorTranslator.standard();
        GuardListener listener = GuardListener.NONE;

        @Nullable Probe probe;

        Executor executor = ForkJoinPool.commonPool();
        InstantSource time = InstantSource.system();
        LongSupplier nanoTime = System::nanoTime;
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        Sleeper sleeper = TimeUnit.NANOSECONDS::sleep;

        private Builder(String name) {
            this.name = Objects.requireNonNull(name, "name");
            if (name.isBlank()) {
                throw new IllegalArgumentException("a guard has a name, for example \"redis\"");
            }
        }

        /** After what time a call is not repeated and an asynchronous one is complete; 500 ms unless said otherwise. */
        public Builder deadline(Duration deadline) {
            this.deadline = positive("deadline", deadline);
            return this;
        }

        /** The waiting that failures may cost in all before the breaker opens; 500 ms unless said otherwise. */
        public Builder waitingBudget(Duration budget) {
            this.waitingBudget = positive("waitingBudget", budget);
            return this;
        }

        /** How often a backend out of service is asked; 250 ms unless said otherwise. */
        public Builder probeInterval(Duration interval) {
            this.probeInterval = positive("probeInterval", interval);
            return this;
        }

        /** From what duration a call that succeeds counts as slow; 500 ms unless said otherwise. */
        public Builder slowCall(Duration duration) {
            this.slowCall = positive("slowCall", duration);
            return this;
        }

        /** How often a call that may be repeated is, 0 to 10; 2 unless said otherwise. */
        public Builder maximumRetries(int retries) {
            this.maximumRetries = within("maximumRetries", retries, 0, 10);
            return this;
        }

        /**
         * How many retries may be made in a row by all calls together, 1 to 1,000; 10 unless said otherwise. Ten
         * successes earn one more.
         */
        public Builder retryBudget(int tokens) {
            this.retryBudget = within("retryBudget", tokens, 1, 1_000);
            return this;
        }

        /**
         * The longest pause before the first retry, doubled for each that follows; the pause taken is a random part of
         * it. 5 ms unless said otherwise.
         */
        public Builder pause(Duration pause) {
            this.pause = positive("pause", pause);
            return this;
        }

        /** Turns the driver's exceptions into ours; {@link ErrorTranslator#standard} unless said otherwise. */
        public Builder translator(ErrorTranslator translator) {
            this.translator = Objects.requireNonNull(translator, "translator");
            return this;
        }

        /** Told what happens; nobody unless said otherwise. */
        public Builder listener(GuardListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * How to ask a backend out of service whether it is back, so that no caller pays for it; unset unless said
         * otherwise, and then one caller at a time is let through.
         *
         * @param scheduler runs the probes; it is not shut down here
         * @param ask sends the request without blocking
         */
        public Builder probe(ScheduledExecutorService scheduler, Supplier<? extends CompletionStage<?>> ask) {
            this.probe = new Probe(Objects.requireNonNull(scheduler, "scheduler"), Objects.requireNonNull(ask, "ask"));
            return this;
        }

        /** Runs retries of asynchronous calls; the common pool unless said otherwise. */
        public Builder executor(Executor executor) {
            this.executor = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /** The clock of messages, which say since when the backend is out of service; the system's unless said otherwise. */
        public Builder time(InstantSource time) {
            this.time = Objects.requireNonNull(time, "time");
            return this;
        }

        /** Measures durations, the breaker's and those between probes too; {@link System#nanoTime} unless said otherwise. */
        public Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
            return this;
        }

        /** Spreads pauses and probes; {@link ThreadLocalRandom} unless said otherwise. */
        public Builder random(RandomGenerator random) {
            this.random = Objects.requireNonNull(random, "random");
            return this;
        }

        Builder sleeper(Sleeper sleeper) {
            this.sleeper = sleeper;
            return this;
        }

        /** The guard, with these options as they are now. */
        public Guard build() {
            return new Guard(clone());
        }

        @Override
        protected Builder clone() {
            try {
                return (Builder) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }

        private static Duration positive(String option, Duration value) {
            Objects.requireNonNull(value, option);
            if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(option + " is more than nothing and at most an hour, not " + value);
            }
            return value;
        }

        private static int within(String option, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(option + " is " + min + " to " + max + ", not " + value);
            }
            return value;
        }
    }
}
