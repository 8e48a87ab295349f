package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.core.Codec;
import dev.scalingpatterns.jobs.spi.Failure;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.NewJob;
import dev.scalingpatterns.jobs.spi.SessionSignals;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Random histories of enqueueing, claiming, settling (with stale tokens too), dying, waiting, cancelling, pausing and
 * redriving, on a driver and on a model of a few maps; after each step both must tell the same of every job. Extend it with
 * a harness of your own.
 */
public abstract class JobDriverModelContract {

    /** A fresh queue of these options. */
    protected abstract JobHarness open(JobQueueOptions options);

    /** The shortest time that the backend can tell apart. */
    protected abstract Duration tickOf();

    /** Whether claims come in the exact order; else any of the ready jobs will do. */
    protected abstract boolean isStrictlyOrdered();

    /** What can happen; each picks its job, session or token by a number, modulo how many there are. */
    enum Step {
        ENQUEUE,
        ENQUEUE_LATER,
        ENQUEUE_UNIQUE,
        CLAIM,
        COMPLETE,
        RETRY,
        BURY,
        CANCEL_RUN,
        RELEASE,
        PROGRESS,
        HEARTBEAT,
        LEAVE,
        PASS,
        CANCEL,
        PAUSE,
        RESUME,
        REDRIVE,
        DISCARD
    }

    /** A step with its numbers. */
    record Action(Step step, int pick, int detail) {}

    @Provide
    Arbitrary<List<Action>> histories() {
        Arbitrary<Step> steps = Arbitraries.frequency(
                Tuple.of(6, Step.ENQUEUE),
                Tuple.of(3, Step.ENQUEUE_LATER),
                Tuple.of(4, Step.ENQUEUE_UNIQUE),
                Tuple.of(8, Step.CLAIM),
                Tuple.of(3, Step.COMPLETE),
                Tuple.of(3, Step.RETRY),
                Tuple.of(2, Step.BURY),
                Tuple.of(1, Step.CANCEL_RUN),
                Tuple.of(2, Step.RELEASE),
                Tuple.of(2, Step.PROGRESS),
                Tuple.of(4, Step.HEARTBEAT),
                Tuple.of(1, Step.LEAVE),
                Tuple.of(6, Step.PASS),
                Tuple.of(2, Step.CANCEL),
                Tuple.of(1, Step.PAUSE),
                Tuple.of(2, Step.RESUME),
                Tuple.of(2, Step.REDRIVE),
                Tuple.of(1, Step.DISCARD));
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 1_000);
        return Combinators.combine(steps, numbers, numbers)
                .as(Action::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    @Property(tries = 250)
    void theDriverAndTheModelTellTheSame(@ForAll("histories") List<Action> history) {
        Duration tick = tickOf();
        JobQueueOptions options = JobQueueOptions.DEFAULT
                .lease(tick.multipliedBy(JobModel.LEASE))
                .priorityAgeing(tick.multipliedBy(JobModel.AGEING))
                .maxCrashes(JobModel.MAX_CRASHES)
                .keepFinished(tick.multipliedBy(100_000));
        try (JobHarness harness = open(options)) {
            Player player = new Player(harness, isStrictlyOrdered());
            for (Action action : history) {
                player.play(action);
                player.compare();
            }
        }
    }

    /** Does each step on both sides. */
    private static final class Player {

        private static final String QUEUE = "default";
        private static final Failure FAILURE = new Failure("X", "x", "");
        private static final SessionSignals DEAF = new SessionSignals() {
            @Override
            public void workArrived() {}

            @Override
            public void heartbeatWanted() {}
        };

        private final JobHarness harness;
        private final boolean strict;
        private final JobModel model = new JobModel();
        private final List<JobSession> sessions = new ArrayList<>();

        Player(JobHarness harness, boolean strict) {
            this.harness = harness;
            this.strict = strict;
            for (int i = 0; i < JobModel.SESSIONS; i++) {
                sessions.add(harness.jobs().driver().join("s" + i, DEAF));
            }
        }

        void play(Action action) {
            int session = action.pick % JobModel.SESSIONS;
            switch (action.step) {
                case ENQUEUE -> enqueue(action, 0, Optional.empty());
                case ENQUEUE_LATER -> enqueue(action, 1 + action.detail % 9, Optional.empty());
                case ENQUEUE_UNIQUE -> enqueue(action, action.detail % 3, Optional.of("k" + action.pick % 2));
                case CLAIM -> claim(session, 1 + action.detail % 3);
                case COMPLETE, RETRY, BURY, CANCEL_RUN, RELEASE -> settle(session, action);
                case PROGRESS -> progress(session, action);
                case HEARTBEAT -> heartbeat(session);
                case LEAVE -> {
                    sessions.get(session).close();
                    model.leave(session);
                    rejoin(session);
                }
                case PASS -> {
                    int ticks = 1 + action.detail % 5;
                    harness.pass(harness.tick().multipliedBy(ticks));
                    model.pass(ticks);
                }
                case CANCEL ->
                    pickJob(action)
                            .ifPresent(job ->
                                    assertThat(harness.jobs().cancel(job.id)).isEqualTo(model.cancel(job)));
                case PAUSE -> {
                    harness.jobs().pause(QUEUE);
                    model.paused = true;
                }
                case RESUME -> {
                    harness.jobs().resume(QUEUE);
                    model.paused = false;
                }
                case REDRIVE ->
                    pickJob(action)
                            .ifPresent(job -> assertThat(
                                            harness.jobs().deadLetters().redrive(job.id))
                                    .isEqualTo(model.redrive(job)));
                case DISCARD ->
                    pickJob(action)
                            .ifPresent(job -> assertThat(
                                            harness.jobs().deadLetters().discard(job.id))
                                    .isEqualTo(model.discard(job)));
            }
        }

        @SuppressWarnings("EnumOrdinal") // any of them will do
        private void enqueue(Action action, int delay, Optional<String> key) {
            JobPriority priority = JobPriority.values()[action.detail % JobPriority.values().length];
            OnDuplicate onDuplicate = OnDuplicate.values()[action.detail % 3];
            NewJob job = new NewJob(
                    QUEUE,
                    "kind",
                    1,
                    EncodedValue.encode(Codec.standard(), "p"),
                    Map.of(),
                    priority,
                    harness.tick().multipliedBy(delay),
                    Optional.empty(),
                    key,
                    onDuplicate);
            Optional<JobModel.Entry> holder = key.flatMap(model::holder);
            try {
                JobId id = harness.jobs().driver().insert(List.of(job)).get(0);
                if (holder.isPresent() && onDuplicate == OnDuplicate.KEEP) {
                    assertThat(id).isEqualTo(holder.get().id);
                } else {
                    assertThat(holder.isPresent() && onDuplicate == OnDuplicate.REJECT)
                            .isFalse();
                    model.accept(id, priority, delay, key);
                }
            } catch (DuplicateJobException e) {
                assertThat(onDuplicate).isEqualTo(OnDuplicate.REJECT);
                assertThat(e.existing()).isEqualTo(holder.orElseThrow().id);
            }
        }

        private void claim(int session, int max) {
            if (model.isOver(session)) {
                try {
                    sessions.get(session).claim(Set.of(QUEUE), max);
                    throw new AssertionError("a session that is over claimed");
                } catch (JobLeaseLostException e) {
                    rejoin(session);
                    return;
                }
            }
            List<JobModel.Entry> expected = model.nextReady(max);
            var claimed = sessions.get(session).claim(Set.of(QUEUE), max).jobs();
            assertThat(claimed).hasSameSizeAs(expected);
            if (strict) {
                assertThat(claimed)
                        .extracting(job -> job.id())
                        .containsExactlyElementsOf(
                                expected.stream().map(entry -> entry.id).toList());
            }
            claimed.forEach(job -> model.claimed(job, session));
        }

        private void settle(int session, Action action) {
            if (model.tokens.isEmpty()) {
                return;
            }
            long token = model.tokens.get(action.detail % model.tokens.size());
            Duration delay = harness.tick().multipliedBy(action.detail % 4);
            Settlement settlement = switch (action.step) {
                case COMPLETE -> new Settlement.Complete(token, Optional.empty());
                case RETRY -> new Settlement.Retry(token, FAILURE, delay);
                case BURY -> new Settlement.Bury(token, DeadReason.FAILED_PERMANENTLY, FAILURE);
                case CANCEL_RUN -> new Settlement.Cancel(token);
                default -> new Settlement.Release(token);
            };
            boolean accepted = sessions.get(session).settle(List.of(settlement)).isEmpty();
            assertThat(accepted)
                    .as("%s by session %s", settlement, session)
                    .isEqualTo(model.settle(session, settlement, action.detail % 4));
        }

        private void progress(int session, Action action) {
            if (!model.tokens.isEmpty()) {
                long token = model.tokens.get(action.detail % model.tokens.size());
                assertThat(sessions.get(session).progress(token, new JobProgress(0.5, "")))
                        .isEqualTo(model.holds(session, token));
            }
        }

        private void heartbeat(int session) {
            boolean alive = sessions.get(session).heartbeat().alive();
            assertThat(alive).isEqualTo(!model.isOver(session));
            if (alive) {
                model.beat(session);
            } else {
                rejoin(session);
            }
        }

        private void rejoin(int session) {
            sessions.set(session, harness.jobs().driver().join("s" + session, DEAF));
            model.join(session);
        }

        private Optional<JobModel.Entry> pickJob(Action action) {
            return model.jobs.isEmpty()
                    ? Optional.empty()
                    : Optional.of(model.jobs.get(action.pick % model.jobs.size()));
        }

        void compare() {
            for (JobModel.Entry entry : model.jobs) {
                Job job = harness.jobs().find(entry.id).orElseThrow();
                assertThat(job.state()).as("state of %s", entry.id).isEqualTo(entry.state);
                assertThat(job.failures()).as("failures of %s", entry.id).isEqualTo(entry.failures);
                assertThat(job.crashes()).as("crashes of %s", entry.id).isEqualTo(entry.crashes);
                assertThat(job.cancelRequested()).isEqualTo(entry.cancelRequested);
            }
            JobCounts counts = harness.jobs().counts(QUEUE);
            assertThat(counts.ready()).isEqualTo(model.count(JobState.READY));
            assertThat(counts.scheduled()).isEqualTo(model.count(JobState.SCHEDULED));
            assertThat(counts.running()).isEqualTo(model.count(JobState.RUNNING));
            assertThat(counts.succeeded()).isEqualTo(model.count(JobState.SUCCEEDED));
            assertThat(counts.cancelled()).isEqualTo(model.count(JobState.CANCELLED));
            assertThat(counts.dead()).isEqualTo(model.count(JobState.DEAD));
            assertThat(counts.paused()).isEqualTo(model.paused);
        }
    }
}
