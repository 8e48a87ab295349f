package dev.scalingpatterns.jobs.mutants;

import dev.scalingpatterns.jobs.CancelOutcome;
import dev.scalingpatterns.jobs.Job;
import dev.scalingpatterns.jobs.JobCounts;
import dev.scalingpatterns.jobs.JobId;
import dev.scalingpatterns.jobs.JobProgress;
import dev.scalingpatterns.jobs.JobQueueOptions;
import dev.scalingpatterns.jobs.spi.Claims;
import dev.scalingpatterns.jobs.spi.JobDriver;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.NewJob;
import dev.scalingpatterns.jobs.spi.Pulse;
import dev.scalingpatterns.jobs.spi.SessionSignals;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Does everything right, so that a mutant does one thing wrong. */
class ForwardingDriver implements JobDriver {

    private final JobDriver driver;

    ForwardingDriver(JobDriver driver) {
        this.driver = driver;
    }

    @Override
    public JobQueueOptions options() {
        return driver.options();
    }

    @Override
    public List<JobId> insert(List<NewJob> jobs) {
        return driver.insert(jobs);
    }

    @Override
    public Optional<Job> find(JobId id) {
        return driver.find(id);
    }

    @Override
    public CancelOutcome cancel(JobId id) {
        return driver.cancel(id);
    }

    @Override
    public Map<String, JobCounts> counts() {
        return driver.counts();
    }

    @Override
    public void pause(String queue) {
        driver.pause(queue);
    }

    @Override
    public void resume(String queue) {
        driver.resume(queue);
    }

    @Override
    public List<Job> dead(String queue, Optional<JobId> after, int limit) {
        return driver.dead(queue, after, limit);
    }

    @Override
    public boolean redrive(JobId id) {
        return driver.redrive(id);
    }

    @Override
    public boolean discard(JobId id) {
        return driver.discard(id);
    }

    @Override
    public JobSession join(String name, SessionSignals signals) {
        return new ForwardingSession(driver.join(name, signals));
    }

    @Override
    public void close() {
        driver.close();
    }

    static class ForwardingSession implements JobSession {

        final JobSession session;

        ForwardingSession(JobSession session) {
            this.session = session;
        }

        @Override
        public Claims claim(Set<String> queues, int max) {
            return session.claim(queues, max);
        }

        @Override
        public Set<Long> settle(List<Settlement> settlements) {
            return session.settle(settlements);
        }

        @Override
        public boolean progress(long token, JobProgress progress) {
            return session.progress(token, progress);
        }

        @Override
        public Pulse heartbeat() {
            return session.heartbeat();
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
