package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Any sequence of calls, failures, retries and waits does what one remembered result per key does. */
public abstract class IdempotentCallsModelContract {

    /** Calls with these options. */
    protected abstract IdempotentCalls open(CallOptions options);

    /** Lets time pass. */
    protected abstract void pass(Duration time);

    private static final int RETENTION = 60;

    private enum Kind {
        CALL,
        FAIL,
        WAIT,
        PURGE
    }

    /** One operation; minutes are only waited. */
    private record Step(Kind kind, int key, String request, int minutes) {}

    /** What is remembered of a key; no result means that its last run failed. */
    private record Memory(String request, @Nullable Integer result, int until) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.values()),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.of("r", "s"),
                        Arbitraries.of(1, 20, 70))
                .as(Step::new)
                .list()
                .ofMaxSize(25);
    }

    @Property(tries = 30)
    void theCallsDoWhatTheModelDoes(@ForAll("steps") List<Step> steps) {
        String scope = "scope-" + UUID.randomUUID();
        Map<Integer, Memory> model = new HashMap<>();
        int now = 0;
        int runs = 0;
        try (IdempotentCalls calls = open(CallOptions.defaults()
                .withLease(Duration.ofMinutes(1))
                .withRetention(Duration.ofMinutes(RETENTION))
                .withPatience(Duration.ZERO))) {
            for (Step step : steps) {
                if (step.kind == Kind.WAIT) {
                    pass(Duration.ofMinutes(step.minutes));
                    now += step.minutes;
                } else if (step.kind == Kind.PURGE) {
                    calls.purge();
                } else {
                    Memory known = model.get(step.key);
                    Memory kept = known == null || known.until <= now ? null : known;
                    int next = runs + 1;
                    String outcome = call(calls, CallKey.of(scope, "k" + step.key), step, next);
                    assertThat(outcome).isEqualTo(expected(step, kept, next));
                    if (outcome.equals("result " + next) || outcome.equals("failed")) {
                        runs = next;
                        // A failed attempt keeps its key for its request as long as a result would be kept.
                        model.put(
                                step.key,
                                new Memory(step.request, step.kind == Kind.FAIL ? null : next, now + RETENTION));
                    }
                }
            }
        }
    }

    private static String expected(Step step, @Nullable Memory kept, int next) {
        if (kept != null && !kept.request.equals(step.request)) {
            return "reused";
        }
        if (kept != null && kept.result != null) {
            return "result " + kept.result;
        }
        return step.kind == Kind.FAIL ? "failed" : "result " + next;
    }

    private static String call(IdempotentCalls calls, CallKey key, Step step, int next) {
        try {
            return "result "
                    + calls.run(key, Fingerprint.of(step.request), Integer.class, attempt -> {
                        if (step.kind == Kind.FAIL) {
                            throw new WantedException("a failure");
                        }
                        return next;
                    });
        } catch (KeyReusedException e) {
            return "reused";
        } catch (WantedException e) {
            return "failed";
        }
    }
}
