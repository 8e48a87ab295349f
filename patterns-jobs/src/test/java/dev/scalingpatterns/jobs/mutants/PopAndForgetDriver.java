package dev.scalingpatterns.jobs.mutants;

import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.Claims;
import dev.scalingpatterns.jobs.spi.JobDriver;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.SessionSignals;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes a job out of the queue and hopes for the best: {@code BRPOP}. */
final class PopAndForgetDriver extends ForwardingDriver {

    PopAndForgetDriver(JobDriver driver) {
        super(driver);
    }

    @Override
    public JobSession join(String name, SessionSignals signals) {
        return new Popping(super.join(name, signals));
    }

    private static final class Popping extends ForwardingSession {

        Popping(JobSession session) {
            super(session);
        }

        @Override
        public Claims claim(Set<String> queues, int max) {
            Claims claims = super.claim(queues, max);
            for (ClaimedJob job : claims.jobs()) {
                super.settle(List.of(new Settlement.Complete(job.token(), Optional.empty())));
            }
            return claims;
        }

        @Override
        public Set<Long> settle(List<Settlement> settlements) {
            return Set.of();
        }
    }
}
