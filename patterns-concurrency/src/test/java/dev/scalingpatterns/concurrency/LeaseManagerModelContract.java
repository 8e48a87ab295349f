package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any sequence of acquiring, renewing, releasing and waiting does what one entry per name does. */
public abstract class LeaseManagerModelContract {

    /** A manager that renews nothing by itself, with nothing held. */
    protected abstract LeaseManager open(Duration duration);

    /** Lets time pass. */
    protected abstract void pass(Duration time);

    private static final int DURATION = 10;

    private enum Kind {
        ACQUIRE,
        RENEW,
        RELEASE,
        WAIT
    }

    /**
     * One operation.
     *
     * @param number which of the leases so far, or how long to wait
     */
    private record Step(Kind kind, String name, int number) {}

    /** What the model knows of an acquisition: whose turn it was, and until when if it is the last of its name. */
    private static final class Turn {

        private final Lease lease;
        private int until;

        Turn(Lease lease, int until) {
            this.lease = lease;
            this.until = until;
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.values()),
                        Arbitraries.of("a", "b"),
                        Arbitraries.integers().between(0, 12))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 200)
    void theManagerDoesWhatTheModelDoes(@ForAll("steps") List<Step> steps) {
        List<Turn> turns = new ArrayList<>();
        Map<String, Turn> current = new HashMap<>();
        int now = 0;
        try (LeaseManager manager = open(Duration.ofMillis(DURATION))) {
            for (Step step : steps) {
                switch (step.kind) {
                    case ACQUIRE -> acquire(manager, step.name, now, turns, current);
                    case RENEW -> renew(step.number, now, turns, current);
                    case RELEASE -> release(step.number, turns, current);
                    case WAIT -> {
                        pass(Duration.ofMillis(step.number));
                        now += step.number;
                    }
                }
                for (Turn turn : turns) {
                    assertThat(turn.lease.isHeld()).isEqualTo(isHeld(turn, now, current));
                }
            }
        }
    }

    private static boolean isHeld(Turn turn, int now, Map<String, Turn> current) {
        return current.get(turn.lease.name()) == turn && now < turn.until;
    }

    private static void acquire(
            LeaseManager manager, String name, int now, List<Turn> turns, Map<String, Turn> current) {
        Turn holder = current.get(name);
        Optional<Lease> lease = manager.tryAcquire(name);
        assertThat(lease.isPresent()).isEqualTo(holder == null || !isHeld(holder, now, current));
        lease.ifPresent(got -> {
            assertThat(turns.stream().filter(turn -> turn.lease.name().equals(name)))
                    .allMatch(turn -> turn.lease.token() < got.token());
            Turn turn = new Turn(got, now + DURATION);
            turns.add(turn);
            current.put(name, turn);
        });
    }

    private static void renew(int number, int now, List<Turn> turns, Map<String, Turn> current) {
        if (number < turns.size()) {
            Turn turn = turns.get(number);
            boolean held = isHeld(turn, now, current);
            assertThat(turn.lease.renew()).isEqualTo(held);
            if (held) {
                turn.until = now + DURATION;
            }
        }
    }

    private static void release(int number, List<Turn> turns, Map<String, Turn> current) {
        if (number < turns.size()) {
            Turn turn = turns.get(number);
            turn.lease.close();
            current.remove(turn.lease.name(), turn);
        }
    }
}
