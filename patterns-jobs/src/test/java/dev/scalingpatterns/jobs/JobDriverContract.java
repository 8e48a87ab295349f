package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.Settlement;
import dev.scalingpatterns.testkit.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every backend does for workers: claims, leases and fences. Extend it with a harness of your own. */
public abstract class JobDriverContract extends JobsContract {

    @Test
    public void aClaimedJobIsRunningAndNobodyElseGetsIt() {
        JobId id = enqueue("n");
        try (JobSession a = join("a");
                JobSession b = join("b")) {
            ClaimedJob job = claimOne(a);
            assertThat(job.id()).isEqualTo(id);
            assertThat(job.kind()).isEqualTo("note");
            assertThat(state(id)).isEqualTo(JobState.RUNNING);
            assertThat(claim(b, 10)).isEmpty();
            assertThat(settle(a, complete(job))).isTrue();
            assertThat(state(id)).isEqualTo(JobState.SUCCEEDED);
            assertThat(find(id).finishedAt()).isPresent();
            assertThat(claim(b, 10)).isEmpty();
        }
    }

    @Test
    public void manyClaimersGetEachJobOnce() {
        List<JobRequest<Note>> notes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            notes.add(NOTE.job(new Note("n", i)));
        }
        jobs().enqueueAll(notes);
        Set<JobId> ids = ConcurrentHashMap.newKeySet();
        Set<Long> tokens = ConcurrentHashMap.newKeySet();
        AtomicInteger claimed = new AtomicInteger();
        Race.of(4).run((thread, round) -> {
            try (JobSession session = join("w" + thread)) {
                List<ClaimedJob> jobs = claim(session, 7);
                while (!jobs.isEmpty()) {
                    for (ClaimedJob job : jobs) {
                        ids.add(job.id());
                        tokens.add(job.token());
                        claimed.incrementAndGet();
                        assertThat(settle(session, complete(job))).isTrue();
                    }
                    jobs = claim(session, 7);
                }
            }
        });
        assertThat(claimed).hasValue(1_000);
        assertThat(ids).hasSize(1_000);
        assertThat(tokens).hasSize(1_000);
        assertThat(counts().succeeded()).isEqualTo(1_000);
    }

    // Fences.

    @Test
    public void aStaleWorkerCanChangeNothing() {
        JobId id = enqueue("n");
        JobSession stale = join("stale");
        ClaimedJob before = claimOne(stale);
        leap(lease().plus(ticks(1)));
        try (JobSession fresh = join("fresh")) {
            ClaimedJob now = claimOne(fresh);
            assertThat(now.id()).isEqualTo(id);
            for (Settlement attempt : everySettlement(before.token())) {
                assertThat(settle(stale, attempt)).as("%s", attempt).isFalse();
                assertThat(state(id)).as("after %s", attempt).isEqualTo(JobState.RUNNING);
            }
            assertThat(stale.progress(before.token(), new JobProgress(0.5, "half")))
                    .isFalse();
            assertThat(find(id).progress()).isEqualTo(JobProgress.NONE);
            assertThat(stale.heartbeat().alive()).isFalse();
            stale.close();
            assertThat(state(id)).isEqualTo(JobState.RUNNING);
            assertThat(find(id).failures()).isZero();
            assertThat(settle(fresh, complete(now))).isTrue();
        }
        assertThat(state(id)).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    public void aTokenOfAnotherSessionIsRefused() {
        JobId id = enqueue("n");
        try (JobSession a = join("a");
                JobSession b = join("b")) {
            ClaimedJob job = claimOne(a);
            for (Settlement attempt : everySettlement(job.token())) {
                assertThat(settle(b, attempt)).as("%s", attempt).isFalse();
            }
            assertThat(b.progress(job.token(), new JobProgress(0.5, ""))).isFalse();
            assertThat(state(id)).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    public void aTokenIsGoodForOneSettlement() {
        enqueue("n");
        try (JobSession session = join("w")) {
            ClaimedJob job = claimOne(session);
            assertThat(settle(session, new Settlement.Release(job.token()))).isTrue();
            for (Settlement attempt : everySettlement(job.token())) {
                assertThat(settle(session, attempt)).as("%s", attempt).isFalse();
            }
            assertThat(session.progress(job.token(), new JobProgress(0.5, ""))).isFalse();
        }
    }

    @Test
    public void aBatchRefusesOnlyWhatIsStale() {
        enqueue("1");
        enqueue("2");
        try (JobSession session = join("w")) {
            List<ClaimedJob> jobs = claim(session, 2);
            assertThat(session.settle(
                            List.of(complete(jobs.get(0)), new Settlement.Release(-5L), complete(jobs.get(1)))))
                    .containsExactly(-5L);
            assertThat(counts().succeeded()).isEqualTo(2);
        }
    }

    @Test
    public void tokensGrowAndAreNeverUsedAgain() {
        enqueue("n");
        Set<Long> seen = new HashSet<>();
        long last = Long.MIN_VALUE;
        for (int i = 0; i < 20; i++) {
            try (JobSession session = join("w" + i)) {
                long token = claimOne(session).token();
                assertThat(token).isGreaterThan(last);
                assertThat(seen.add(token)).isTrue();
                last = token;
                if (i % 2 == 0) {
                    settle(session, new Settlement.Retry(token, FAILURE, Duration.ZERO));
                }
            }
        }
    }

    private static List<Settlement> everySettlement(long token) {
        return List.of(
                new Settlement.Complete(token, Optional.empty()),
                new Settlement.Retry(token, FAILURE, Duration.ZERO),
                new Settlement.Bury(token, DeadReason.FAILED_PERMANENTLY, FAILURE),
                new Settlement.Cancel(token),
                new Settlement.Release(token));
    }

    // Leases and crashes.

    @Test
    public void jobsOfADeadWorkerRunElsewhere() {
        JobId id = enqueue("n");
        JobSession dead = join("dead");
        claimOne(dead);
        leap(lease().plus(ticks(1)));
        assertThat(state(id)).isEqualTo(JobState.READY);
        try (JobSession other = join("other")) {
            ClaimedJob job = claimOne(other);
            assertThat(job.id()).isEqualTo(id);
            assertThat(job.crashes()).isEqualTo(1);
            assertThat(settle(other, complete(job))).isTrue();
        }
        assertThat(state(id)).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    public void aHeartbeatKeepsTheLease() {
        JobId id = enqueue("n");
        try (JobSession alive = join("alive");
                JobSession other = join("other")) {
            ClaimedJob job = claimOne(alive);
            for (int i = 0; i < 6; i++) {
                leap(lease().dividedBy(2));
                assertThat(alive.heartbeat().alive()).isTrue();
                other.heartbeat();
                assertThat(claim(other, 1)).isEmpty();
            }
            assertThat(settle(alive, complete(job))).isTrue();
        }
        assertThat(find(id).crashes()).isZero();
    }

    @Test
    public void aCrashIsNotAFailedAttempt() {
        JobId id = enqueue("n");
        claimOne(join("dead"));
        leap(lease().plus(ticks(1)));
        try (JobSession session = join("w")) {
            ClaimedJob job = claimOne(session);
            assertThat(job.failures()).isZero();
            assertThat(job.crashes()).isEqualTo(1);
            settle(session, new Settlement.Retry(job.token(), FAILURE, Duration.ZERO));
            job = claimOne(session);
            assertThat(job.failures()).isEqualTo(1);
            assertThat(job.crashes()).isEqualTo(1);
        }
        assertThat(find(id).errors()).hasSize(2);
    }

    @Test
    public void aPoisonousJobIsParkedAndNoOther() {
        JobId poison = enqueue("poison");
        for (int i = 1; i <= 3; i++) {
            assertThat(state(poison)).isEqualTo(JobState.READY);
            claimOne(join("victim" + i));
            leap(lease().plus(ticks(1)));
        }
        Job job = find(poison);
        assertThat(job.state()).isEqualTo(JobState.DEAD);
        assertThat(job.deadReason()).contains(DeadReason.CRASHED_TOO_OFTEN);
        assertThat(job.crashes()).isEqualTo(3);
        assertThat(job.failures()).isZero();
        assertThat(job.errors()).hasSize(3);
        assertThat(job.errors().get(2).message()).contains("victim3");
        JobId good = enqueue("good");
        try (JobSession session = join("w")) {
            assertThat(claimOne(session).id()).isEqualTo(good);
        }
    }

    @Test
    public void aSessionThatIsOverClaimsNothing() {
        JobSession over = join("over");
        leap(lease().plus(ticks(1)));
        enqueue("n");
        assertThatThrownBy(() -> claim(over, 1))
                .isInstanceOf(JobLeaseLostException.class)
                .hasMessageContaining("over");
        assertThat(over.heartbeat().alive()).isFalse();
        assertThat(counts().ready()).isEqualTo(1);
        over.close();
    }

    @Test
    public void aGoodbyeIsNotACrash() {
        JobId first = enqueue("1");
        JobId second = enqueue("2");
        JobId third = enqueue("3");
        try (JobSession leaving = join("leaving")) {
            claim(leaving, 2);
        }
        assertThat(find(first).crashes()).isZero();
        assertThat(find(first).errors()).isEmpty();
        try (JobSession session = join("w")) {
            assertThat(claim(session, 3)).extracting(ClaimedJob::id).containsExactly(first, second, third);
        }
    }

    // Ends of attempts.

    @Test
    public void aRetryWaitsForItsDelay() {
        JobId id = enqueue("n");
        try (JobSession session = join("w")) {
            settle(session, new Settlement.Retry(claimOne(session).token(), FAILURE, ticks(5)));
            assertThat(state(id)).isEqualTo(JobState.SCHEDULED);
            leap(ticks(4));
            assertThat(claim(session, 1)).isEmpty();
            leap(ticks(1));
            ClaimedJob again = claimOne(session);
            assertThat(again.failures()).isEqualTo(1);
        }
        assertThat(find(id).errors()).extracting(JobError::attempt).containsExactly(1);
    }

    @Test
    public void theHistoryKeepsTheLastErrors() {
        JobId id = enqueue("n");
        try (JobSession session = join("w")) {
            for (int i = 0; i < 30; i++) {
                settle(session, new Settlement.Retry(claimOne(session).token(), FAILURE, Duration.ZERO));
            }
        }
        assertThat(find(id).failures()).isEqualTo(30);
        assertThat(find(id).errors()).hasSize(10);
        assertThat(find(id).errors().get(9).attempt()).isEqualTo(30);
    }

    @Test
    public void aReleasedJobIsAsItWas() {
        JobId id = enqueue("1");
        enqueue("2");
        try (JobSession session = join("w")) {
            settle(session, new Settlement.Release(claimOne(session).token()));
            Job job = find(id);
            assertThat(job.state()).isEqualTo(JobState.READY);
            assertThat(job.failures()).isZero();
            assertThat(job.crashes()).isZero();
            assertThat(claimOne(session).id()).isEqualTo(id);
        }
    }

    @Test
    public void progressIsSeenWhileTheJobRuns() {
        JobId id = enqueue("n");
        try (JobSession session = join("w")) {
            ClaimedJob job = claimOne(session);
            assertThat(session.progress(job.token(), new JobProgress(0.25, "a quarter")))
                    .isTrue();
            assertThat(find(id).progress()).isEqualTo(new JobProgress(0.25, "a quarter"));
        }
    }

    // Cancelling.

    @Test
    public void aWaitingJobThatIsCancelledDoesNotRun() {
        JobId ready = enqueue("n");
        JobId later = jobs().enqueue(note("later").in(ticks(2)));
        assertThat(jobs().cancel(ready)).isEqualTo(CancelOutcome.CANCELLED);
        assertThat(jobs().cancel(later)).isEqualTo(CancelOutcome.CANCELLED);
        assertThat(jobs().cancel(ready)).isEqualTo(CancelOutcome.TOO_LATE);
        leap(ticks(3));
        try (JobSession session = join("w")) {
            assertThat(claim(session, 10)).isEmpty();
        }
        assertThat(state(ready)).isEqualTo(JobState.CANCELLED);
        assertThat(state(later)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    public void aRunningJobIsToldByTheHeartbeat() {
        JobId id = enqueue("n");
        CountedSignals signals = new CountedSignals();
        try (JobSession session = jobs().driver().join("w", signals)) {
            ClaimedJob job = claimOne(session);
            assertThat(session.heartbeat().cancelled()).isEmpty();
            assertThat(jobs().cancel(id)).isEqualTo(CancelOutcome.REQUESTED);
            assertThat(find(id).cancelRequested()).isTrue();
            assertThat(session.heartbeat().cancelled()).containsExactly(job.token());
            assertThat(settle(session, new Settlement.Cancel(job.token()))).isTrue();
        }
        assertThat(state(id)).isEqualTo(JobState.CANCELLED);
        assertThat(jobs().cancel(id)).isEqualTo(CancelOutcome.TOO_LATE);
    }

    @Test
    public void aJobThatWasAskedToStopDoesNotRunAgain() {
        for (int end = 0; end < 4; end++) {
            JobId id = enqueue("n" + end);
            JobSession session = join("w");
            long token = claimOne(session).token();
            jobs().cancel(id);
            switch (end) {
                case 0 -> settle(session, new Settlement.Retry(token, FAILURE, Duration.ZERO));
                case 1 -> settle(session, new Settlement.Release(token));
                case 2 -> settle(session, new Settlement.Bury(token, DeadReason.ATTEMPTS_EXHAUSTED, FAILURE));
                default -> leap(lease().plus(ticks(1)));
            }
            assertThat(state(id)).as("end %s", end).isEqualTo(JobState.CANCELLED);
            session.close();
        }
    }

    @Test
    public void aJobThatFinishesInSpiteOfACancelHasSucceeded() {
        JobId id = enqueue("n");
        try (JobSession session = join("w")) {
            ClaimedJob job = claimOne(session);
            jobs().cancel(id);
            assertThat(settle(session, complete(job))).isTrue();
        }
        assertThat(state(id)).isEqualTo(JobState.SUCCEEDED);
    }
}
