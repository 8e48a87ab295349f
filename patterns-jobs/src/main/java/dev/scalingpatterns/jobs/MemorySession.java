package dev.scalingpatterns.jobs;

import dev.scalingpatterns.jobs.spi.Claims;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.Pulse;
import dev.scalingpatterns.jobs.spi.SessionSignals;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A worker's membership in memory; its fields are guarded by its driver's lock. */
final class MemorySession implements JobSession {

    final String name;
    final SessionSignals signals;
    final Map<Long, StoredJob> held = new HashMap<>();
    private final InMemoryJobDriver driver;

    long seenAt;
    boolean over;
    /** The queues of a claim that came back short, until the session is told that there may be more. */
    Set<String> hungryFor = Set.of();

    MemorySession(InMemoryJobDriver driver, String name, SessionSignals signals, long now) {
        this.driver = driver;
        this.name = name;
        this.signals = signals;
        this.seenAt = now;
    }

    @Override
    public Claims claim(Set<String> queues, int max) {
        return driver.claim(this, queues, max);
    }

    @Override
    public Set<Long> settle(List<Settlement> settlements) {
        return driver.settle(this, settlements);
    }

    @Override
    public boolean progress(long token, JobProgress progress) {
        return driver.progress(this, token, progress);
    }

    @Override
    public Pulse heartbeat() {
        return driver.heartbeat(this);
    }

    @Override
    public void close() {
        driver.leave(this);
    }
}
