package dev.scalingpatterns.jobs.mutants;

import dev.scalingpatterns.jobs.JobId;
import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.Claims;
import dev.scalingpatterns.jobs.spi.JobDriver;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.SessionSignals;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Completes whatever run of the job there is: {@code UPDATE … WHERE id = ? AND state = 'running'}. */
final class CompletesByIdDriver extends ForwardingDriver {

    private final Map<Long, JobId> ids = new ConcurrentHashMap<>();
    private final Map<JobId, Holder> holders = new ConcurrentHashMap<>();

    private record Holder(JobSession session, long token) {}

    CompletesByIdDriver(JobDriver driver) {
        super(driver);
    }

    @Override
    public JobSession join(String name, SessionSignals signals) {
        return new ById(super.join(name, signals));
    }

    private final class ById extends ForwardingSession {

        ById(JobSession session) {
            super(session);
        }

        @Override
        public Claims claim(Set<String> queues, int max) {
            Claims claims = super.claim(queues, max);
            for (ClaimedJob job : claims.jobs()) {
                ids.put(job.token(), job.id());
                holders.put(job.id(), new Holder(session, job.token()));
            }
            return claims;
        }

        @Override
        public Set<Long> settle(List<Settlement> settlements) {
            Set<Long> refused = new HashSet<>();
            for (Settlement settlement : settlements) {
                JobId id = ids.get(settlement.token());
                Holder holder = id == null ? null : holders.get(id);
                if (holder != null && settlement instanceof Settlement.Complete complete) {
                    if (!holder.session
                            .settle(List.of(new Settlement.Complete(holder.token, complete.result())))
                            .isEmpty()) {
                        refused.add(settlement.token());
                    }
                } else {
                    refused.addAll(super.settle(List.of(settlement)));
                }
            }
            return refused;
        }
    }
}
