package dev.scalingpatterns.jobs.batch;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link BatchScope}; immutable, each with a safe default. Make one per application. */
public final class BatchScopeOptions {

    private static final BatchScopeOptions DEFAULTS = builder().build();

    private final Duration window;
    private final @Nullable Duration deadline;
    private final @Nullable Executor executor;
    private final @Nullable CallerContext context;
    private final int maxLevels;

    private BatchScopeOptions(Builder builder) {
        window = builder.window;
        deadline = builder.deadline;
        executor = builder.executor;
        context = builder.context;
        maxLevels = builder.maxLevels;
    }

    /** All defaults. */
    public static BatchScopeOptions defaults() {
        return DEFAULTS;
    }

    /** A builder with all defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** How long a batch that could go waits for more; zero: not at all. */
    public Duration window() {
        return window;
    }

    @Nullable Duration deadline() {
        return deadline;
    }

    @Nullable Executor executor() {
        return executor;
    }

    @Nullable CallerContext context() {
        return context;
    }

    /** The most levels of chained loads. */
    public int maxLevels() {
        return maxLevels;
    }

    /** Collects the settings; each is checked where it is set. Not thread-safe. */
    public static final class Builder {

        private Duration window = Duration.ZERO;
        private @Nullable Duration deadline;
        private @Nullable Executor executor;
        private @Nullable CallerContext context;
        private int maxLevels = 1_000;

        private Builder() {}

        /**
         * How long a batch that could go waits for more loads, from threads that the scope does not know. Default: zero,
         * which is right where all work is the scope's own.
         *
         * @throws IllegalArgumentException if negative or longer than one second
         */
        public Builder window(Duration window) {
            if (window.isNegative() || window.compareTo(Duration.ofSeconds(1)) > 0) {
                throw new IllegalArgumentException("window must be from 0 to 1 s, not " + window);
            }
            this.window = window;
            return this;
        }

        /**
         * How long after its opening the scope may load. Later no batch begins, and who waits gets an {@link
         * dev.scalingpatterns.core.UnavailableException}. Default: no limit. A batch function that runs is not stopped: it
         * asks {@link BatchScope#timeLeft}, or its driver has a timeout.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder deadline(Duration deadline) {
            if (deadline.isNegative() || deadline.isZero()) {
                throw new IllegalArgumentException("deadline must be positive, not " + deadline);
            }
            this.deadline = deadline;
            return this;
        }

        /**
         * Runs what is {@linkplain BatchScope#fork forked}. Default: a thread per task, virtual where the JDK has them. A
         * pool smaller than the number of tasks works, but its batches are no larger than the pool.
         */
        public Builder executor(Executor executor) {
            this.executor = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /** Carries the caller's context to batches and forks. Default: none. */
        public Builder context(CallerContext context) {
            this.context = Objects.requireNonNull(context, "context");
            return this;
        }

        /**
         * The most levels of loads, each begun by the one before, that go without any task of the scope going on in
         * between; beyond it the loads fail. Default: 1,000. A chain that never ends is stopped by it.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder maxLevels(int maxLevels) {
            if (maxLevels < 1) {
                throw new IllegalArgumentException("maxLevels must be positive, not " + maxLevels);
            }
            this.maxLevels = maxLevels;
            return this;
        }

        /** The options. */
        public BatchScopeOptions build() {
            return new BatchScopeOptions(this);
        }
    }
}
