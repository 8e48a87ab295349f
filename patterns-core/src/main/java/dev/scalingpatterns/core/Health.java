package dev.scalingpatterns.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How this program is, in the three senses that an orchestrator must not mix up.
 *
 * <ul>
 *   <li><b>Live</b>: whether a restart could help. It never looks at a backend, for restarting every instance because a
 *       database is down makes an outage of a hiccup. It is false only after {@link #failed}.
 *   <li><b>Ready</b>: whether a balancer should send requests here. It is false while draining, and while something
 *       registered as {@link Need#CRITICAL} is down.
 *   <li><b>Degraded</b>: it works, with less: something registered as {@link Need#OPTIONAL} is down. It stays ready.
 * </ul>
 *
 * <p>Checks are asked at most once in a while, all at once, and within a bound; in between the last answer counts. A check
 * must not block: it answers by a stage, and must not wait in the queue of a busy pool. Safe for use by many threads.
 */
public final class Health {

    /** What it means for readiness that a check is down. */
    public enum Need {
        /** Without it nothing can be served: not ready. */
        CRITICAL,
        /** Without it less is served, or more slowly: ready, and degraded. */
        OPTIONAL
    }

    /** How something is. */
    public enum Status {
        /** As it should be. */
        UP,
        /** It works, with less. */
        DEGRADED,
        /** It does not work. */
        DOWN
    }

    /**
     * What one check says.
     *
     * @param status how it is
     * @param detail why, in a few words; empty where there is nothing to say; never a secret
     */
    public record Answer(Status status, String detail) {

        /** All is well. */
        public static final Answer UP = new Answer(Status.UP, "");

        /** Checks that nothing is null. */
        public Answer {
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(detail, "detail");
        }

        /** It works, with less, and why. */
        public static Answer degraded(String detail) {
            return new Answer(Status.DEGRADED, detail);
        }

        /** It does not work, and why. */
        public static Answer down(String detail) {
            return new Answer(Status.DOWN, detail);
        }
    }

    /**
     * One check's state.
     *
     * @param name what was checked
     * @param need what it means for readiness
     * @param status how it is
     * @param detail why
     * @param since since when it has this status
     */
    public record Part(String name, Need need, Status status, String detail, Instant since) {}

    /**
     * The whole.
     *
     * @param live whether the process is of use at all
     * @param ready whether it should get requests
     * @param degraded whether it works with less
     * @param detail why it is not live or not ready by itself (a failure, a drain); empty where that is not so
     * @param parts every check, by name
     */
    public record Report(boolean live, boolean ready, boolean degraded, String detail, List<Part> parts) {}

    private record Check(Need need, Supplier<? extends CompletionStage<Answer>> ask) {}

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final InstantSource time;
    private final LongSupplier nanoTime;
    private final Map<String, Check> checks = new ConcurrentSkipListMap<>();
    private final Map<String, Part> parts = new ConcurrentSkipListMap<>();
    private volatile String failure = "";
    private volatile String draining = "";
    private volatile @Nullable Round last;

    /** One evaluation of all checks, shared by everybody who asks while it is fresh. */
    private record Round(long start, CompletableFuture<List<Part>> parts) {}

    /** Nothing is checked yet: live and ready. The clock says since when something is so. */
    public Health(InstantSource time) {
        this(time, System::nanoTime);
    }

    Health(InstantSource time, LongSupplier nanoTime) {
        this.time = Objects.requireNonNull(time, "time");
        this.nanoTime = nanoTime;
    }

    /**
     * Registers a check. Its stage should be complete within 0.5 s: what is not is {@link Status#DOWN}.
     *
     * @param name a short name, for example {@code "redis"}; no secret
     * @param need what it means for readiness
     * @param ask asks without blocking; what it throws, or its stage fails with, is {@link Status#DOWN}
     * @return removes the check again
     * @throws IllegalStateException if there is a check of this name
     */
    public Runnable register(String name, Need need, Supplier<? extends CompletionStage<Answer>> ask) {
        Check check = new Check(Objects.requireNonNull(need, "need"), Objects.requireNonNull(ask, "ask"));
        if (checks.putIfAbsent(Objects.requireNonNull(name, "name"), check) != null) {
            throw new IllegalStateException("there is a health check '" + name + "' already");
        }
        last = null;
        return () -> {
            if (checks.remove(name, check)) {
                parts.remove(name);
                last = null;
            }
        };
    }

    /**
     * Registers what a guard knows: while its breaker is open the backend is {@link Status#DOWN}. It asks nobody.
     *
     * @return removes the check again
     * @throws IllegalStateException if there is a check of this name
     */
    public Runnable register(String name, Need need, Guard guard) {
        return register(name, need, () -> CompletableFuture.completedFuture(of(guard)));
    }

    private static Answer of(Guard guard) {
        return switch (guard.state()) {
            case CLOSED -> Answer.UP;
            case HALF_OPEN -> Answer.degraded(guard.name() + " is on trial");
            case OPEN ->
                Answer.down(guard.name() + " is out of service since "
                        + guard.openSince().map(Instant::toString).orElse("a moment"));
        };
    }

    /** Whether the process is of use at all; looks at no backend. */
    public boolean isLive() {
        return failure.isEmpty();
    }

    /** Says that only a restart can help, and why; for good. Not for a backend that is down. */
    public void failed(String why) {
        failure = Objects.requireNonNull(why, "why").isEmpty() ? "failed" : why;
    }

    /** Whether a balancer should send requests here. Takes at most about 0.5 s. */
    public boolean isReady() {
        return report().ready();
    }

    /** Everything, from checks no older than a second. Takes at most about 0.5 s. */
    public Report report() {
        List<Part> now = current();
        String why = failure.isEmpty() ? draining : failure;
        boolean critical = now.stream().anyMatch(part -> part.need() == Need.CRITICAL && part.status() == Status.DOWN);
        boolean less = now.stream().anyMatch(part -> part.status() != Status.UP);
        return new Report(isLive(), why.isEmpty() && !critical, less, why, now);
    }

    void draining(String why) {
        draining = why;
    }

    private List<Part> current() {
        long now = nanoTime.getAsLong();
        Round round = last;
        if (round == null || now - round.start() >= FRESH.toNanos()) {
            round = new Round(now, new CompletableFuture<>());
            last = round;
            evaluate(round.parts());
        }
        // Whoever began the round completes it; the others wait for it no longer than it may take.
        return round.parts()
                .copy()
                .completeOnTimeout(List.copyOf(parts.values()), 2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private void evaluate(CompletableFuture<List<Part>> result) {
        Map<String, CompletableFuture<Answer>> asked = new TreeMap<>();
        checks.forEach((name, check) -> asked.put(name, ask(check)));
        List<Part> answers = new ArrayList<>();
        asked.forEach((name, answer) -> {
            Check check = checks.get(name);
            if (check != null) {
                answers.add(remember(name, check, answer.join()));
            }
        });
        result.complete(List.copyOf(answers));
    }

    private static CompletableFuture<Answer> ask(Check check) {
        CompletableFuture<Answer> asked;
        try {
            asked = check.ask().get().toCompletableFuture().copy();
        } catch (RuntimeException | LinkageError | AssertionError e) {
            asked = CompletableFuture.failedFuture(e);
        }
        return asked.<Answer>thenApply(answer -> Objects.requireNonNull(answer, "answer"))
                .completeOnTimeout(
                        Answer.down("no answer within " + PATIENCE.toMillis() + " ms"),
                        PATIENCE.toMillis(),
                        TimeUnit.MILLISECONDS)
                // The message may quote anything, so only the kind is told.
                .exceptionally(e -> Answer.down(
                        (e.getCause() == null ? e : e.getCause()).getClass().getSimpleName()));
    }

    private Part remember(String name, Check check, Answer answer) {
        return Objects.requireNonNull(parts.compute(name, (key, before) -> {
            Instant since = before != null && before.status() == answer.status() ? before.since() : time.instant();
            return new Part(name, check.need(), answer.status(), answer.detail(), since);
        }));
    }
}
