package dev.scalingpatterns.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** When and in which order jobs start on every backend. Extend it with a harness of your own. */
public abstract class JobOrderContract extends JobsContract {

    @Test
    public void aDelayedJobDoesNotStartBeforeItsTime() {
        JobId id = jobs().enqueue(note("n").in(ticks(5)));
        JobId at = jobs().enqueue(note("at").at(find(id).enqueuedAt().plus(ticks(7))));
        assertThat(state(id)).isEqualTo(JobState.SCHEDULED);
        try (JobSession session = join("w")) {
            assertThat(claim(session, 10)).isEmpty();
            leap(ticks(4));
            assertThat(claim(session, 10)).isEmpty();
            leap(ticks(1));
            assertThat(claim(session, 10)).extracting(ClaimedJob::id).containsExactly(id);
            leap(ticks(2));
            assertThat(claim(session, 10)).extracting(ClaimedJob::id).containsExactly(at);
        }
    }

    @Test
    public void aSessionIsToldWhenToLookAgain() {
        jobs().enqueue(note("n").in(ticks(5)));
        try (JobSession session = join("w")) {
            assertThat(session.claim(DEFAULT, 1).lookAgainIn()).isLessThanOrEqualTo(ticks(5));
        }
    }

    @Test
    public void jobsStartInTheOrderInWhichTheyBecameDue() {
        JobId late = jobs().enqueue(note("late").in(ticks(4)));
        JobId early = jobs().enqueue(note("early").in(ticks(2)));
        JobId now = enqueue("now");
        leap(ticks(3));
        JobId newer = enqueue("newer");
        leap(ticks(3));
        try (JobSession session = join("w")) {
            assertThat(claim(session, 10)).extracting(ClaimedJob::id).containsExactly(now, early, newer, late);
        }
    }

    @Test
    public void urgentJobsGoFirst() {
        JobId low = jobs().enqueue(note("low").priority(JobPriority.LOW));
        JobId normal = enqueue("normal");
        JobId high = jobs().enqueue(note("high").priority(JobPriority.HIGH));
        JobId urgent = jobs().enqueue(note("urgent").priority(JobPriority.URGENT));
        try (JobSession session = join("w")) {
            assertThat(claim(session, 10)).extracting(ClaimedJob::id).containsExactly(urgent, high, normal, low);
        }
    }

    @Test
    public void aLowJobDoesNotWaitForEver() {
        JobId low = jobs().enqueue(note("low").priority(JobPriority.LOW));
        leap(ticks(25));
        JobId overtakes = jobs().enqueue(note("u1").priority(JobPriority.URGENT));
        leap(ticks(10));
        JobId comesAfter = jobs().enqueue(note("u2").priority(JobPriority.URGENT));
        try (JobSession session = join("w")) {
            assertThat(claim(session, 10)).extracting(ClaimedJob::id).containsExactly(overtakes, low, comesAfter);
        }
    }

    // Signals.

    @Test
    public void whoCameAwayShortIsSignalled() {
        CountedSignals signals = new CountedSignals();
        try (JobSession session = jobs().driver().join("w", signals)) {
            session.claim(DEFAULT, 1);
            int before = signals.work.get();
            JobId id = enqueue("n");
            await(signals, before);
            ClaimedJob job = claimOne(session);
            session.claim(DEFAULT, 1);
            before = signals.work.get();
            assertThat(settle(session, new Settlement.Bury(job.token(), DeadReason.FAILED_PERMANENTLY, FAILURE)))
                    .isTrue();
            assertThat(jobs().deadLetters().redrive(id)).isTrue();
            await(signals, before);
            jobs().pause("default");
            session.claim(DEFAULT, 1);
            before = signals.work.get();
            jobs().resume("default");
            await(signals, before);
        }
    }

    private static void await(CountedSignals signals, int before) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(3))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> signals.work.get() > before);
    }
}
