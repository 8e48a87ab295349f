package dev.scalingpatterns.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any sequence of operations does to the store what it does to {@link SessionModel}, a few maps. */
public abstract class SessionModelContract {

    /** The implementation under test; asked once per sequence. */
    protected abstract SessionBackend backend();

    /** One operation; the numbers choose among the sessions, values and durations there are. */
    record Step(Kind kind, int which, int value) {}

    /** The operations. */
    enum Kind {
        CREATE,
        FIND,
        SET,
        REMOVE,
        LOG_IN,
        LOG_OUT,
        UPDATE,
        ROTATE,
        LOG_IN_AND_ROTATE,
        DELETE,
        REVOKE,
        LOOK_UP,
        PASS
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> step = Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.integers().between(0, 1_000),
                        Arbitraries.integers().between(0, 1_000))
                .as(Step::new);
        return step.list().ofMinSize(1).ofMaxSize(60);
    }

    @Property(tries = 400)
    void theStoreDoesWhatTheModelDoes(@ForAll("steps") List<Step> steps) {
        SessionBackend backend = backend();
        SessionOptions options = SessionOptions.builder()
                .idleTimeout(backend.tick().multipliedBy(SessionModel.IDLE))
                .absoluteTimeout(backend.tick().multipliedBy(SessionModel.ABSOLUTE))
                .rotationGrace(backend.tick().multipliedBy(SessionModel.GRACE))
                .touchPercent(0)
                .build();
        SessionContract.Events events = new SessionContract.Events();
        try (ServerSessionStore store = (ServerSessionStore) backend.open(options, events)) {
            SessionModelRun run = new SessionModelRun(store, backend);
            steps.forEach(run::step);
            run.assertAllAlike();
            assertThat(events.all())
                    .filteredOn(event -> !event.startsWith("saveRefused") && !event.startsWith("revokedAll"))
                    .as("each event is told once")
                    .doesNotHaveDuplicates();
            run.endAll();
            int ended = events.of("expired").size() + events.of("deleted").size();
            assertThat(ended)
                    .as("sessions that ended")
                    .isEqualTo(events.of("created").size());
        }
    }
}
