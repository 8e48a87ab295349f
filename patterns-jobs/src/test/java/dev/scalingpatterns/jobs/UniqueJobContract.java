package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.Settlement;
import dev.scalingpatterns.testkit.Race;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** What a unique key does on every {@link JobQueue}. Extend it with a harness of your own. */
public abstract class UniqueJobContract extends JobsContract {

    @Test
    public void aSecondJobWithTheSameKeyIsRejected() {
        JobId first = jobs().enqueue(note("1").uniqueBy("k", OnDuplicate.REJECT));
        assertThatThrownBy(() -> jobs().enqueue(note("2").uniqueBy("k", OnDuplicate.REJECT)))
                .isInstanceOf(ConflictException.class)
                .isInstanceOfSatisfying(
                        DuplicateJobException.class,
                        e -> assertThat(e.existing()).isEqualTo(first))
                .hasMessageContaining("jobs.enqueue note")
                .hasMessageContaining("KEEP");
        assertThat(counts().ready()).isEqualTo(1);
    }

    @Test
    public void theFirstJobIsKept() {
        JobId first = jobs().enqueue(note("1").uniqueBy("k", OnDuplicate.KEEP));
        assertThat(jobs().enqueue(note("2").uniqueBy("k", OnDuplicate.KEEP))).isEqualTo(first);
        assertThat(counts().ready()).isEqualTo(1);
        assertThat(text(first)).isEqualTo("1");
    }

    @Test
    public void aWaitingJobIsReplaced() {
        JobId first = jobs().enqueue(note("1").uniqueBy("k", OnDuplicate.REPLACE));
        JobId second = jobs().enqueue(note("2").uniqueBy("k", OnDuplicate.REPLACE));
        assertThat(second).isNotEqualTo(first);
        assertThat(state(first)).isEqualTo(JobState.CANCELLED);
        assertThat(text(second)).isEqualTo("2");
        try (JobSession session = join("w")) {
            assertThat(claim(session, 10)).extracting(ClaimedJob::id).containsExactly(second);
        }
    }

    @Test
    public void aDelayedJobIsReplaced() {
        JobId first = jobs().enqueue(note("1").in(ticks(5)).uniqueBy("k", OnDuplicate.REPLACE));
        JobId second = jobs().enqueue(note("2").uniqueBy("k", OnDuplicate.REPLACE));
        assertThat(state(first)).isEqualTo(JobState.CANCELLED);
        leap(ticks(6));
        try (JobSession session = join("w")) {
            assertThat(claim(session, 10)).extracting(ClaimedJob::id).containsExactly(second);
        }
    }

    @Test
    public void aRunningJobHoldsItsKeyButIsNotReplaced() {
        JobId first = jobs().enqueue(note("1").uniqueBy("k", OnDuplicate.REJECT));
        try (JobSession session = join("w")) {
            ClaimedJob running = claimOne(session);
            assertThatThrownBy(() -> jobs().enqueue(note("2").uniqueBy("k", OnDuplicate.REJECT)))
                    .isInstanceOf(DuplicateJobException.class);
            assertThat(jobs().enqueue(note("2").uniqueBy("k", OnDuplicate.KEEP)))
                    .isEqualTo(first);

            JobId newer = jobs().enqueue(note("2").uniqueBy("k", OnDuplicate.REPLACE));
            assertThat(newer).isNotEqualTo(first);
            assertThat(state(first)).isEqualTo(JobState.RUNNING);
            assertThat(settle(session, complete(running))).isTrue();
            // The key is the newer one's: the end of the first does not give it away.
            assertThat(jobs().enqueue(note("3").uniqueBy("k", OnDuplicate.KEEP)))
                    .isEqualTo(newer);
        }
    }

    @Test
    public void aKeyIsFreeWhenItsJobHasEnded() {
        List<LongFunction<Settlement>> ends = List.of(
                token -> new Settlement.Complete(token, Optional.empty()),
                token -> new Settlement.Cancel(token),
                token -> new Settlement.Bury(token, DeadReason.FAILED_PERMANENTLY, FAILURE));
        try (JobSession session = join("w")) {
            for (LongFunction<Settlement> end : ends) {
                jobs().enqueue(note("n").uniqueBy("k", OnDuplicate.REJECT));
                assertThat(settle(session, end.apply(claimOne(session).token())))
                        .isTrue();
            }
            JobId waiting = jobs().enqueue(note("n").uniqueBy("k", OnDuplicate.REJECT));
            jobs().cancel(waiting);
            jobs().enqueue(note("n").uniqueBy("k", OnDuplicate.REJECT));
        }
    }

    @Test
    public void keysOfDifferentKindsAreDifferent() {
        jobs().enqueue(note("1").uniqueBy("k", OnDuplicate.REJECT));
        jobs().enqueue(JobType.of("other", Note.class).job(new Note("2", 2)).uniqueBy("k", OnDuplicate.REJECT));
        assertThat(counts().ready()).isEqualTo(2);
    }

    @Test
    public void oneOfManyRacersGetsTheKey() {
        Race.of(8).rounds(200).call((thread, round) -> {
            try {
                jobs().enqueue(note("r").uniqueBy("round-" + round, OnDuplicate.REJECT));
                return true;
            } catch (DuplicateJobException e) {
                return false;
            }
        });
        assertThat(counts().ready()).isEqualTo(200);
    }

    private String text(JobId id) {
        return find(id).payload()
                .decode(jobs().driver().options().codec(), Note.class)
                .text();
    }
}
