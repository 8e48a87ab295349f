package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.core.CorruptDataException;
import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link JobQueue} does for those who enqueue, look and manage. Extend it with a harness of your own. */
public abstract class JobQueueContract extends JobsContract {

    @Test
    public void anAcceptedJobIsFoundAsItWasGiven() {
        JobId id = jobs().enqueue(note("hello")
                .header("trace", "abc")
                .priority(JobPriority.HIGH)
                .uniqueBy("k", OnDuplicate.REJECT));
        Job job = find(id);
        assertThat(job.id()).isEqualTo(id);
        assertThat(job.queue()).isEqualTo("default");
        assertThat(job.kind()).isEqualTo("note");
        assertThat(job.version()).isEqualTo(1);
        assertThat(job.state()).isEqualTo(JobState.READY);
        assertThat(job.priority()).isEqualTo(JobPriority.HIGH);
        assertThat(job.headers()).isEqualTo(Map.of("trace", "abc"));
        assertThat(job.uniqueKey()).contains("k");
        assertThat(job.failures()).isZero();
        assertThat(job.crashes()).isZero();
        assertThat(job.errors()).isEmpty();
        assertThat(job.finishedAt()).isEmpty();
        assertThat(job.progress()).isEqualTo(JobProgress.NONE);
        assertThat(job.payload().decode(jobs().driver().options().codec(), Note.class))
                .isEqualTo(new Note("hello", 1));
    }

    @Test
    public void anUnknownJobIsAbsent() {
        assertThat(jobs().find(new JobId("4711"))).isEmpty();
        assertThat(jobs().result(new JobId("4711"), Note.class)).isEmpty();
        assertThat(jobs().cancel(new JobId("4711"))).isEqualTo(CancelOutcome.UNKNOWN);
        assertThat(jobs().deadLetters().redrive(new JobId("4711"))).isFalse();
        assertThat(jobs().deadLetters().discard(new JobId("4711"))).isFalse();
    }

    @Test
    public void whatIsEnqueuedIsACopy() {
        List<Integer> pixels = new ArrayList<>(List.of(1, 2));
        JobId id = jobs().enqueue(JobType.of("picture", Picture.class).job(new Picture(pixels)));
        pixels.add(3);
        assertThat(find(id).payload().decode(jobs().driver().options().codec(), Picture.class))
                .isEqualTo(new Picture(List.of(1, 2)));
    }

    @Test
    public void manyAreAcceptedInOneCallAndInOrder() {
        List<JobRequest<Note>> notes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            notes.add(NOTE.job(new Note("n", i)));
        }
        List<JobId> ids = jobs().enqueueAll(notes);
        assertThat(ids).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(counts().ready()).isEqualTo(1_000);
        try (JobSession session = join("w")) {
            assertThat(claim(session, 1_000)).extracting(ClaimedJob::id).containsExactlyElementsOf(ids);
        }
    }

    @Test
    public void noneAtAllIsAcceptedToo() {
        assertThat(jobs().enqueueAll(List.of())).isEmpty();
    }

    @Test
    public void aBatchIsAcceptedAsAWholeOrNotAtAll() {
        jobs().enqueue(note("first").uniqueBy("taken", OnDuplicate.REJECT));
        List<JobRequest<Note>> batch = List.of(note("a"), note("b").uniqueBy("taken", OnDuplicate.REJECT), note("c"));
        assertThatThrownBy(() -> jobs().enqueueAll(batch)).isInstanceOf(DuplicateJobException.class);
        assertThat(counts().ready()).isEqualTo(1);

        List<JobRequest<Note>> twins = List.of(
                note("a").uniqueBy("twin", OnDuplicate.REJECT), note("b").uniqueBy("twin", OnDuplicate.REJECT));
        assertThatThrownBy(() -> jobs().enqueueAll(twins)).isInstanceOf(DuplicateJobException.class);
        assertThat(counts().ready()).isEqualTo(1);
    }

    @Test
    public void aBatchHasABound() {
        List<JobRequest<Note>> tooMany = Collections.nCopies(JobQueue.MAX_BATCH + 1, note("x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs().enqueueAll(tooMany))
                .withMessageContaining("10000")
                .withMessageContaining("10001");
        assertThat(counts()).isEqualTo(JobCounts.NONE);
    }

    @Test
    public void aPayloadThatIsTooLargeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs().enqueue(note("x".repeat(20_000))))
                .withMessageContaining("note")
                .withMessageContaining("10000")
                .withMessageContaining("object store")
                .withMessageNotContaining("xxx");
        assertThat(counts()).isEqualTo(JobCounts.NONE);
    }

    @Test
    public void aPayloadThatCannotBeEncodedIsRefused() {
        JobType<Object> odd = JobType.of("odd", Object.class);
        List<Object> ring = new ArrayList<>();
        ring.add(ring);
        assertThatIllegalArgumentException().isThrownBy(() -> jobs().enqueue(odd.job(ring)));
        assertThat(counts()).isEqualTo(JobCounts.NONE);
    }

    // Looking and waiting.

    @Test
    public void countsFollowTheStates() {
        assertThat(counts()).isEqualTo(JobCounts.NONE);
        assertThat(jobs().counts()).isEmpty();
        JobId cancelled = enqueue("cancelled");
        jobs().cancel(cancelled);
        makeDead("dead");
        enqueue("done");
        enqueue("running");
        enqueue("ready");
        jobs().enqueue(note("later").in(ticks(5)));
        try (JobSession session = join("w")) {
            settle(session, complete(claimOne(session)));
            claimOne(session);
            leap(ticks(2));
            assertThat(counts()).isEqualTo(new JobCounts(1, 1, 1, 1, 1, 1, counts().oldestReady(), false));
            assertThat(counts().oldestReady()).isGreaterThanOrEqualTo(ticks(2));
            assertThat(counts().unfinished()).isEqualTo(3);
            assertThat(jobs().counts()).containsOnlyKeys("default");
        }
    }

    @Test
    public void queuesAreApart() {
        jobs().enqueue(note("a").queue("mail"));
        jobs().enqueue(NOTE.queue("reports").job(new Note("b", 1)));
        enqueue("c");
        assertThat(jobs().counts()).containsOnlyKeys("mail", "reports", "default");
        try (JobSession session = join("w")) {
            assertThat(session.claim(Set.of("mail"), 10).jobs())
                    .extracting(ClaimedJob::queue)
                    .containsExactly("mail");
            assertThat(session.claim(Set.of("reports", "default"), 10).jobs())
                    .extracting(ClaimedJob::queue)
                    .containsExactly("reports", "default");
        }
    }

    @Test
    public void aPausedQueueAcceptsButStartsNothing() {
        jobs().pause("default");
        JobId id = enqueue("n");
        assertThat(counts().paused()).isTrue();
        try (JobSession session = join("w")) {
            assertThat(claim(session, 1)).isEmpty();
            jobs().resume("default");
            assertThat(claimOne(session).id()).isEqualTo(id);
        }
        assertThat(counts().paused()).isFalse();
    }

    @Test
    public void awaitingEndsWhenTheJobDoesOrTheTimeIsUp() throws InterruptedException {
        JobId id = enqueue("n");
        assertThat(jobs().await(id, Duration.ofMillis(5))).isEmpty();
        assertThat(jobs().awaitIdle(Duration.ofMillis(5))).isFalse();
        try (JobSession session = join("w")) {
            settle(session, complete(claimOne(session)));
        }
        assertThat(jobs().await(id, PATIENCE).map(Job::state)).contains(JobState.SUCCEEDED);
        assertThat(jobs().awaitIdle(PATIENCE)).isTrue();
        assertThat(jobs().await(new JobId("4711"), PATIENCE)).isEmpty();
    }

    @Test
    public void aResultIsReadAsWhatItIs() {
        JobId id = enqueue("n");
        try (JobSession session = join("w")) {
            EncodedValue result = EncodedValue.encode(jobs().driver().options().codec(), new Note("r", 7));
            settle(session, new Settlement.Complete(claimOne(session).token(), Optional.of(result)));
        }
        assertThat(jobs().result(id, Note.class)).contains(new Note("r", 7));
        assertThatThrownBy(() -> jobs().result(id, byte[].class)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    public void finishedJobsAreForgottenInTime() {
        JobId id = enqueue("n");
        try (JobSession session = join("w")) {
            settle(session, complete(claimOne(session)));
        }
        assertThat(state(id)).isEqualTo(JobState.SUCCEEDED);
        JobId dead = makeDead("d");
        leap(jobs().driver().options().keepFinished().plus(ticks(1)));
        assertThat(jobs().find(id)).isEmpty();
        assertThat(state(dead)).isEqualTo(JobState.DEAD);
    }

    @Test
    public void onlySoManyFinishedJobsAreRetained() {
        reopen(options(tickOf()).maxFinished(10));
        List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ids.add(enqueue("n"));
            jobs().cancel(ids.get(i));
        }
        assertThat(counts().cancelled()).isEqualTo(10);
        assertThat(jobs().find(ids.get(0))).isEmpty();
        assertThat(state(ids.get(29))).isEqualTo(JobState.CANCELLED);
    }

    // Dead letters.

    @Test
    public void deadLettersAreListedInPages() {
        List<JobId> dead = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            dead.add(makeDead("n" + i));
        }
        DeadLetters letters = jobs().deadLetters();
        assertThat(letters.list("default", 10)).extracting(Job::id).containsExactlyElementsOf(dead);
        assertThat(letters.list("default", 2)).extracting(Job::id).containsExactlyElementsOf(dead.subList(0, 2));
        assertThat(letters.list("default", dead.get(1), 2))
                .extracting(Job::id)
                .containsExactlyElementsOf(dead.subList(2, 4));
        assertThat(letters.list("default", dead.get(4), 2)).isEmpty();
        assertThat(letters.list("mail", 10)).isEmpty();
    }

    @Test
    public void aDeadLetterKeepsItsBytesAndItsHistory() {
        Job job = find(makeDead("precious"));
        assertThat(job.deadReason()).contains(DeadReason.FAILED_PERMANENTLY);
        assertThat(job.payload().decode(jobs().driver().options().codec(), Note.class))
                .isEqualTo(new Note("precious", 1));
        assertThat(job.errors()).hasSize(1);
        assertThat(job.errors().get(0).attempt()).isEqualTo(1);
        assertThat(job.errors().get(0).type()).isEqualTo("java.io.IOException");
        assertThat(job.errors().get(0).message()).isEqualTo("no line");
    }

    @Test
    public void aRedrivenJobBeginsAnew() {
        JobId id = makeDead("n");
        assertThat(jobs().deadLetters().redrive(id)).isTrue();
        assertThat(jobs().deadLetters().redrive(id)).isFalse();
        Job job = find(id);
        assertThat(job.state()).isEqualTo(JobState.READY);
        assertThat(job.failures()).isZero();
        assertThat(job.deadReason()).isEmpty();
        assertThat(job.errors()).hasSize(1);
        try (JobSession session = join("w")) {
            assertThat(claimOne(session).failures()).isZero();
        }
    }

    @Test
    public void allDeadLettersAreRedriven() {
        for (int i = 0; i < 25; i++) {
            makeDead("n" + i);
        }
        assertThat(jobs().deadLetters().redriveAll("default")).isEqualTo(25);
        assertThat(counts().ready()).isEqualTo(25);
        assertThat(counts().dead()).isZero();
    }

    @Test
    public void aDiscardedJobIsGone() {
        JobId id = makeDead("n");
        assertThat(jobs().deadLetters().discard(id)).isTrue();
        assertThat(jobs().find(id)).isEmpty();
        JobId ready = enqueue("alive");
        assertThat(jobs().deadLetters().discard(ready)).isFalse();
        assertThat(state(ready)).isEqualTo(JobState.READY);
    }

    // Misuse.

    @Test
    @SuppressWarnings("NullAway") // to see null refused
    public void nullsAreRefused() {
        assertThatThrownBy(() -> jobs().enqueue(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> jobs().enqueueAll(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> jobs().find(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("id");
        assertThatThrownBy(() -> jobs().cancel(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> jobs().pause(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> NOTE.job(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("payload");
    }

    @Test
    public void badNamesAndLimitsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> jobs().pause("")).withMessageContaining("queue's name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs().counts("Mail"))
                .withMessageContaining("'Mail'");
        assertThatIllegalArgumentException().isThrownBy(() -> jobs().resume("a b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs().deadLetters().list("default", 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs().deadLetters().list("default", 1_001));
        assertThatIllegalArgumentException().isThrownBy(() -> new JobId(""));
    }

    @Test
    public void aClosedQueueSaysSo() {
        JobId id = enqueue("n");
        JobQueue closed = jobs();
        closed.close();
        closed.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> closed.enqueue(note("x")))
                .withMessageContaining("JobQueue");
        assertThatIllegalStateException().isThrownBy(() -> closed.find(id));
        assertThatIllegalStateException().isThrownBy(() -> closed.cancel(id));
        assertThatIllegalStateException().isThrownBy(closed::counts);
        assertThatIllegalStateException().isThrownBy(() -> closed.pause("default"));
        assertThatIllegalStateException().isThrownBy(() -> closed.deadLetters().redrive(id));
        assertThatIllegalStateException()
                .isThrownBy(() -> Worker.of(closed).handle(NOTE, ctx -> {}).start());
    }

    @Test
    public void aTimeInThePastMeansAtOnce() {
        JobId id = jobs().enqueue(note("n").at(Instant.EPOCH));
        assertThat(state(id)).isEqualTo(JobState.READY);
        assertThat(find(id).dueAt()).isAfterOrEqualTo(find(id).enqueuedAt());
    }
}
