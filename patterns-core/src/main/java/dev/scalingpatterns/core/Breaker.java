package dev.scalingpatterns.core;

import dev.scalingpatterns.core.internal.Listeners;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a backend out of service and back: Resilience4j's breaker with defaults that suit a call of milliseconds, a
 * bound on the waiting that failures may cost, and probes that no caller pays for.
 */
final class Breaker {

    private static final int WINDOW = 10;
    private static final int FAILED_CALLS = 5;
    private static final float FAILURE_RATE = 50;
    private static final float SLOW_RATE = 80;
    private static final int FEWEST_TO_FORESEE = 3;
    private static final Duration NEVER_BY_ITSELF = Duration.ofDays(1);
    private static final Duration LONGEST_TRIAL = Duration.ofSeconds(1);
    private static final long PROBE_PATIENCE = TimeUnit.SECONDS.toNanos(1);
    private static final long FLAPPING = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_DOUBLINGS = 2;

    private final Guard.Builder options;
    private final CircuitBreaker breaker;
    private final Listeners<GuardListener> listener;
    private final long budget;

    // Since the last success: what failures have cost, and the dearest of them.
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong waited = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    /** To the millisecond, so that threads that succeed do not fight over it. */
    private volatile long lastSuccess;

    private final AtomicInteger reopened = new AtomicInteger();
    private volatile long closedAt;
    private volatile long probeSentAt;
    private volatile boolean probeOut;
    private volatile boolean stopped;
    private volatile @Nullable Instant openSince;
    private volatile @Nullable Future<?> next;

    Breaker(Guard.Builder options, Listeners<GuardListener> listener) {
        this.options = options;
        this.listener = listener;
        this.budget = options.waitingBudget.toNanos();
        this.lastSuccess = options.nanoTime.getAsLong() - TimeUnit.DAYS.toNanos(1);
        this.closedAt = options.nanoTime.getAsLong() - FLAPPING;
        this.breaker = CircuitBreaker.of(
                options.name,
                CircuitBreakerConfig.custom()
                        .slidingWindow(
                                WINDOW,
                                FAILED_CALLS,
                                SlidingWindowType.COUNT_BASED,
                                SlidingWindowSynchronizationStrategy.LOCK_FREE)
                        .failureRateThreshold(FAILURE_RATE)
                        .slowCallDurationThreshold(options.slowCall)
                        .slowCallRateThreshold(SLOW_RATE)
                        .waitDurationInOpenState(options.probe == null ? options.probeInterval : NEVER_BY_ITSELF)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .maxWaitDurationInHalfOpenState(LONGEST_TRIAL)
                        .clock(steady(options.nanoTime))
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> changed(
                        state(event.getStateTransition().getFromState()),
                        state(event.getStateTransition().getToState())));
    }

    /** The wall's clock may be set back, and a backend would stay out of service for as long. */
    private static Clock steady(LongSupplier nanoTime) {
        long start = nanoTime.getAsLong();
        InstantSource steady = () -> Instant.EPOCH.plusNanos(nanoTime.getAsLong() - start);
        return steady.withZone(ZoneOffset.UTC);
    }

    /** Lets a call pass, or says why not. A call that passed ends in exactly one of the three methods below. */
    @Nullable UnavailableException refusal(String operation, String subject) {
        boolean probed = options.probe != null && breaker.getState() == CircuitBreaker.State.OPEN;
        if (!probed && breaker.tryAcquirePermission()) {
            return null;
        }
        listener.tell(l -> l.rejected(options.name, operation));
        Instant since = openSince;
        return new UnavailableException(
                operation,
                subject,
                options.name + " is out of service since " + (since == null ? "a moment" : since)
                        + ", because too many calls failed or were slow; it is probed every "
                        + options.probeInterval.toMillis() + " ms: retry later");
    }

    void succeeded(long nanos) {
        if (failures.get() != 0) {
            failures.set(0);
            waited.set(0);
            longest.set(0);
        }
        long now = options.nanoTime.getAsLong();
        if (now - lastSuccess > TimeUnit.MILLISECONDS.toNanos(1)) {
            lastSuccess = now;
        }
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }

    void failed(long nanos, Throwable failure) {
        int count = failures.incrementAndGet();
        // What was waited while others were answered says nothing against the backend: one lost connection is not an
        // outage.
        long cost = Math.min(nanos, Math.max(0, options.nanoTime.getAsLong() - lastSuccess));
        long total = waited.addAndGet(cost);
        long dearest = longest.accumulateAndGet(cost, Math::max);
        breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
        boolean nextWouldExceed = count >= FEWEST_TO_FORESEE && total + dearest > budget;
        if ((total >= budget || nextWouldExceed) && breaker.getState() == CircuitBreaker.State.CLOSED) {
            open();
        }
    }

    /** Waiting that was no call, such as the pause before a retry, counts against the same budget. */
    void paused(long nanos) {
        waited.addAndGet(nanos);
    }

    void ignored() {
        breaker.releasePermission();
    }

    Guard.State state() {
        return state(breaker.getState());
    }

    @Nullable Instant openSince() {
        return openSince;
    }

    void stop() {
        stopped = true;
        Future<?> pending = next;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    private void open() {
        try {
            breaker.transitionToOpenState();
        } catch (RuntimeException e) {
            // Another thread opened it first; Resilience4j calls that an illegal transition.
            if (breaker.getState() == CircuitBreaker.State.CLOSED) {
                throw e;
            }
        }
    }

    private void changed(Guard.State from, Guard.State to) {
        if (to == Guard.State.OPEN && from == Guard.State.CLOSED) {
            openSince = options.time.instant();
            boolean flaps = options.nanoTime.getAsLong() - closedAt < FLAPPING;
            reopened.updateAndGet(times -> flaps ? Math.min(times + 1, MOST_DOUBLINGS) : 0);
            probeOut = false;
            scheduleProbe();
        }
        if (to == Guard.State.CLOSED) {
            openSince = null;
            closedAt = options.nanoTime.getAsLong();
            failures.set(0);
            waited.set(0);
            longest.set(0);
        }
        listener.tell(l -> l.stateChanged(options.name, from, to));
    }

    private void scheduleProbe() {
        Guard.Probe probe = options.probe;
        if (probe == null || stopped) {
            return;
        }
        // A backend that answers probes and fails calls is asked less often; many clients do not ask in step.
        long base = options.probeInterval.toNanos() << reopened.get();
        long delay = base - base / 4 + options.random.nextLong(base / 2 + 1);
        try {
            next = probe.scheduler().schedule(() -> probe(probe), delay, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            stopped = true;
        }
    }

    private void probe(Guard.Probe probe) {
        if (stopped || breaker.getState() != CircuitBreaker.State.OPEN) {
            return;
        }
        long now = options.nanoTime.getAsLong();
        if (!probeOut || now - probeSentAt > PROBE_PATIENCE) {
            probeOut = true;
            probeSentAt = now;
            try {
                ask(probe).whenComplete((answer, failure) -> {
                    probeOut = false;
                    if (failure == null && !stopped && breaker.getState() == CircuitBreaker.State.OPEN) {
                        close();
                    }
                });
            } finally {
                scheduleProbe(); // whatever was thrown: nothing else would ever bring the backend back
            }
        } else {
            scheduleProbe();
        }
    }

    private static CompletionStage<?> ask(Guard.Probe probe) {
        try {
            return Objects.requireNonNull(probe.ask().get(), "the probe's stage");
        } catch (RuntimeException | LinkageError | AssertionError e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void close() {
        try {
            breaker.transitionToClosedState();
        } catch (RuntimeException e) {
            if (breaker.getState() == CircuitBreaker.State.OPEN) {
                throw e;
            }
        }
    }

    private static Guard.State state(CircuitBreaker.State state) {
        return switch (state) {
            case OPEN, FORCED_OPEN -> Guard.State.OPEN;
            case HALF_OPEN -> Guard.State.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> Guard.State.CLOSED;
        };
    }
}
