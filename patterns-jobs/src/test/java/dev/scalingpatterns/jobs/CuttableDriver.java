package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.UnavailableException;
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
import java.util.concurrent.atomic.AtomicLong;

/**
 * A driver whose line can be cut. A worker behind a cut line is, to everyone else, dead: it renews and acknowledges
 * nothing, and it says no goodbye.
 */
public class CuttableDriver implements JobDriver {

    private final JobDriver line;
    private final AtomicLong beats = new AtomicLong();
    private volatile boolean cut;

    /** A line to a driver. */
    public CuttableDriver(JobDriver line) {
        this.line = line;
    }

    /** From here on every call fails. */
    public void cut() {
        cut = true;
    }

    /** The line holds again. */
    public void mend() {
        cut = false;
    }

    /** Whether calls fail. */
    public boolean isCut() {
        return cut;
    }

    /** How many heartbeats were answered. */
    public long beats() {
        return beats.get();
    }

    /** What a claim's answer becomes on its way; itself unless overridden. */
    protected Claims answer(Claims claims) {
        return claims;
    }

    private void requireLine() {
        if (cut) {
            throw new UnavailableException("jobs.test", "", "the line is cut");
        }
    }

    @Override
    public JobQueueOptions options() {
        return line.options();
    }

    @Override
    public List<JobId> insert(List<NewJob> jobs) {
        requireLine();
        return line.insert(jobs);
    }

    @Override
    public Optional<Job> find(JobId id) {
        requireLine();
        return line.find(id);
    }

    @Override
    public CancelOutcome cancel(JobId id) {
        requireLine();
        return line.cancel(id);
    }

    @Override
    public Map<String, JobCounts> counts() {
        requireLine();
        return line.counts();
    }

    @Override
    public void pause(String queue) {
        requireLine();
        line.pause(queue);
    }

    @Override
    public void resume(String queue) {
        requireLine();
        line.resume(queue);
    }

    @Override
    public List<Job> dead(String queue, Optional<JobId> after, int limit) {
        requireLine();
        return line.dead(queue, after, limit);
    }

    @Override
    public boolean redrive(JobId id) {
        requireLine();
        return line.redrive(id);
    }

    @Override
    public boolean discard(JobId id) {
        requireLine();
        return line.discard(id);
    }

    @Override
    public JobSession join(String name, SessionSignals signals) {
        requireLine();
        return new Session(line.join(name, signals));
    }

    @Override
    public void close() {
        // The queue behind the line is the harness's to close.
    }

    private final class Session implements JobSession {

        private final JobSession session;

        Session(JobSession session) {
            this.session = session;
        }

        @Override
        public Claims claim(Set<String> queues, int max) {
            requireLine();
            return answer(session.claim(queues, max));
        }

        @Override
        public Set<Long> settle(List<Settlement> settlements) {
            requireLine();
            return session.settle(settlements);
        }

        @Override
        public boolean progress(long token, JobProgress progress) {
            requireLine();
            return session.progress(token, progress);
        }

        @Override
        public Pulse heartbeat() {
            requireLine();
            Pulse pulse = session.heartbeat();
            beats.incrementAndGet();
            return pulse;
        }

        @Override
        public void close() {
            requireLine();
            session.close();
        }
    }
}
