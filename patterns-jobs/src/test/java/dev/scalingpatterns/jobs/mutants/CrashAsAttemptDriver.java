package dev.scalingpatterns.jobs.mutants;

import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.Claims;
import dev.scalingpatterns.jobs.spi.JobDriver;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.SessionSignals;
import java.util.List;
import java.util.Set;

/** A rescue uses an attempt up. */
final class CrashAsAttemptDriver extends ForwardingDriver {

    CrashAsAttemptDriver(JobDriver driver) {
        super(driver);
    }

    @Override
    public JobSession join(String name, SessionSignals signals) {
        return new Raising(super.join(name, signals));
    }

    private static final class Raising extends ForwardingSession {

        Raising(JobSession session) {
            super(session);
        }

        @Override
        public Claims claim(Set<String> queues, int max) {
            Claims claims = super.claim(queues, max);
            List<ClaimedJob> raised = claims.jobs().stream()
                    .map(job -> new ClaimedJob(
                            job.id(),
                            job.token(),
                            job.queue(),
                            job.kind(),
                            job.version(),
                            job.payload(),
                            job.headers(),
                            job.failures() + job.crashes(),
                            job.crashes(),
                            job.waited()))
                    .toList();
            return new Claims(raised, claims.lookAgainIn());
        }
    }
}
