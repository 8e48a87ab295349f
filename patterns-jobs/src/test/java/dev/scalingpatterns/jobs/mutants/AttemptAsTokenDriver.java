package dev.scalingpatterns.jobs.mutants;

import dev.scalingpatterns.jobs.JobProgress;
import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.Claims;
import dev.scalingpatterns.jobs.spi.JobDriver;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.SessionSignals;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Fences by job and attempt number, which come again after a crash or a release. */
final class AttemptAsTokenDriver extends ForwardingDriver {

    private final Map<Long, Holder> holders = new ConcurrentHashMap<>();

    private record Holder(JobSession session, long token) {}

    AttemptAsTokenDriver(JobDriver driver) {
        super(driver);
    }

    @Override
    public JobSession join(String name, SessionSignals signals) {
        return new ByAttempt(super.join(name, signals));
    }

    private final class ByAttempt extends ForwardingSession {

        ByAttempt(JobSession session) {
            super(session);
        }

        @Override
        public Claims claim(Set<String> queues, int max) {
            Claims claims = super.claim(queues, max);
            List<ClaimedJob> jobs = new ArrayList<>();
            for (ClaimedJob job : claims.jobs()) {
                long token = Long.parseLong(job.id().value()) * 1_000 + job.failures() + 1;
                holders.put(token, new Holder(session, job.token()));
                jobs.add(new ClaimedJob(
                        job.id(),
                        token,
                        job.queue(),
                        job.kind(),
                        job.version(),
                        job.payload(),
                        job.headers(),
                        job.failures(),
                        job.crashes(),
                        job.waited()));
            }
            return new Claims(jobs, claims.lookAgainIn());
        }

        @Override
        public Set<Long> settle(List<Settlement> settlements) {
            Set<Long> refused = new HashSet<>();
            for (Settlement settlement : settlements) {
                Holder holder = holders.get(settlement.token());
                if (holder == null
                        || !holder.session
                                .settle(List.of(withToken(settlement, holder.token)))
                                .isEmpty()) {
                    refused.add(settlement.token());
                }
            }
            return refused;
        }

        @Override
        public boolean progress(long token, JobProgress progress) {
            Holder holder = holders.get(token);
            return holder != null && holder.session.progress(holder.token, progress);
        }
    }

    private static Settlement withToken(Settlement settlement, long token) {
        if (settlement instanceof Settlement.Complete complete) {
            return new Settlement.Complete(token, complete.result());
        }
        if (settlement instanceof Settlement.Retry retry) {
            return new Settlement.Retry(token, retry.failure(), retry.delay());
        }
        if (settlement instanceof Settlement.Bury bury) {
            return new Settlement.Bury(token, bury.reason(), bury.failure());
        }
        return settlement instanceof Settlement.Cancel ? new Settlement.Cancel(token) : new Settlement.Release(token);
    }
}
