package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.Claims;
import dev.scalingpatterns.jobs.spi.Failure;
import dev.scalingpatterns.jobs.spi.JobDriver;
import dev.scalingpatterns.jobs.spi.JobSession;
import dev.scalingpatterns.jobs.spi.NewJob;
import dev.scalingpatterns.jobs.spi.Pulse;
import dev.scalingpatterns.jobs.spi.SessionSignals;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * The in-memory driver: one lock around a {@link MemoryStore}, held for the moves between states only. What calls out to
 * workers and listeners is collected under the lock and done after it.
 *
 * <p>No thread of its own keeps time. What has become due, and which worker has died, is looked at by every call, and a
 * session is told when to look again.
 */
final class InMemoryJobDriver implements JobDriver {

    private static final Comparator<StoredJob> LAST_DUE_FIRST = (a, b) -> a == b ? 0 : a.isBefore(b) ? 1 : -1;
    /** How long a session may rest that has nothing to wait for; signals do not get lost here. */
    private static final long LONGEST_REST = 3_600_000_000L;

    private final JobQueueOptions options;
    private final InstantSource time;
    private final Listeners<JobListener> listener;
    private final long lease;
    private final ReentrantLock lock = new ReentrantLock();
    private final MemoryStore store;
    private final Set<MemorySession> sessions = new LinkedHashSet<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private boolean closed;

    InMemoryJobDriver(
            JobQueueOptions options, MemoryLimits limits, InstantSource time, Listeners<JobListener> listener) {
        this.options = options;
        this.time = time;
        this.listener = listener;
        this.lease = MicroTime.micros(options.lease());
        this.store = new MemoryStore(options, limits);
    }

    @Override
    public JobQueueOptions options() {
        return options;
    }

    /** Does something under the lock, and after it what that gave cause for. */
    private <T> T locked(Supplier<T> body) {
        List<Runnable> calls = List.of();
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("this JobQueue is closed");
            }
            return body.get();
        } finally {
            if (!afterwards.isEmpty()) {
                calls = List.copyOf(afterwards);
                afterwards.clear();
            }
            lock.unlock();
            calls.forEach(Runnable::run);
        }
    }

    @Override
    public List<JobId> insert(List<NewJob> jobs) {
        Instant instant = time.instant();
        return locked(() -> {
            List<JobId> ids = store.nextIds(jobs.size());
            store.requireAcceptable(ids, jobs);
            return accept(ids, jobs, instant);
        });
    }

    /** Promises ids to jobs that will be accepted when a transaction commits. */
    List<JobId> promise(List<NewJob> jobs) {
        return locked(() -> {
            List<JobId> ids = store.nextIds(jobs.size());
            store.requireAcceptable(ids, jobs);
            return ids;
        });
    }

    /** Accepts jobs under promised ids. The transaction has committed: there is no refusing them any more. */
    void keepPromise(List<JobId> promised, List<NewJob> jobs) {
        Instant instant = time.instant();
        locked(() -> {
            List<JobId> accepted = accept(promised, jobs, instant);
            for (int i = 0; i < jobs.size(); i++) {
                if (!accepted.get(i).equals(promised.get(i))) {
                    store.alias(promised.get(i), accepted.get(i));
                }
            }
            return accepted;
        });
    }

    private List<JobId> accept(List<JobId> ids, List<NewJob> jobs, Instant instant) {
        long now = MicroTime.floor(instant);
        long notBefore = MicroTime.ceiling(instant);
        List<JobId> accepted = new ArrayList<>(jobs.size());
        for (int i = 0; i < jobs.size(); i++) {
            NewJob job = jobs.get(i);
            accepted.add(store.accept(ids.get(i), job, now, notBefore));
            signalWork(job.queue());
        }
        return accepted;
    }

    /** Tells those who came away short that they may look again. */
    private void signalWork(String queue) {
        for (MemorySession session : sessions) {
            if (session.hungryFor.contains(queue)) {
                session.hungryFor = Set.of();
                afterwards.add(session.signals::workArrived);
            }
        }
    }

    @Override
    public Optional<Job> find(JobId id) {
        return atPresent(now -> Optional.ofNullable(store.find(id)).map(StoredJob::snapshot));
    }

    @Override
    public CancelOutcome cancel(JobId id) {
        return atPresent(now -> {
            StoredJob job = store.find(id);
            if (job == null) {
                return CancelOutcome.UNKNOWN;
            }
            MemorySession holder = job.holder;
            CancelOutcome outcome = store.cancel(job, now);
            if (holder != null && outcome == CancelOutcome.REQUESTED) {
                afterwards.add(holder.signals::heartbeatWanted);
            }
            return outcome;
        });
    }

    @Override
    public Map<String, JobCounts> counts() {
        return atPresent(now -> {
            Map<String, JobCounts> counts = new LinkedHashMap<>();
            store.lanes().forEach((queue, lane) -> counts.put(queue, lane.counts(now)));
            return counts;
        });
    }

    @Override
    public void pause(String queue) {
        locked(() -> {
            store.lane(queue).paused(true);
            return true;
        });
    }

    @Override
    public void resume(String queue) {
        locked(() -> {
            store.unpause(queue);
            signalWork(queue);
            return true;
        });
    }

    @Override
    public List<Job> dead(String queue, Optional<JobId> after, int limit) {
        return atPresent(now -> {
            List<Job> page = new ArrayList<>();
            MemoryLane lane = store.laneIfUsed(queue);
            if (lane != null) {
                for (StoredJob job : lane.dead(after.flatMap(store::dead))) {
                    if (page.size() == limit) {
                        break;
                    }
                    page.add(job.snapshot());
                }
            }
            return page;
        });
    }

    @Override
    public boolean redrive(JobId id) {
        return atPresent(now -> {
            Optional<StoredJob> dead = store.dead(id);
            dead.ifPresent(job -> {
                store.redrive(job, now);
                signalWork(job.request.queue());
            });
            return dead.isPresent();
        });
    }

    @Override
    public boolean discard(JobId id) {
        return locked(() -> {
            Optional<StoredJob> dead = store.dead(id);
            dead.ifPresent(store::discard);
            return dead.isPresent();
        });
    }

    @Override
    public JobSession join(String name, SessionSignals signals) {
        return atPresent(now -> {
            MemorySession session = new MemorySession(this, name, signals, now);
            sessions.add(session);
            return session;
        });
    }

    Claims claim(MemorySession session, Set<String> queues, int max) {
        return atPresent(now -> {
            if (session.over) {
                throw new JobLeaseLostException("jobs.claim", session.name);
            }
            List<ClaimedJob> claimed = new ArrayList<>();
            for (StoredJob job : store.claim(session, queues, max)) {
                session.held.put(job.token, job);
                claimed.add(job.claimed(now));
            }
            session.hungryFor = claimed.size() < max ? Set.copyOf(queues) : Set.of();
            return new Claims(claimed, MicroTime.duration(Math.min(LONGEST_REST, nextEvent(session, queues) - now)));
        });
    }

    /** When something happens that no call of anybody tells: a job becomes due, or another session dies. */
    private long nextEvent(MemorySession asking, Set<String> queues) {
        long next = store.nextDue(queues);
        for (MemorySession session : sessions) {
            if (session != asking && !session.held.isEmpty()) {
                next = Math.min(next, session.seenAt + lease);
            }
        }
        return next;
    }

    Set<Long> settle(MemorySession session, List<Settlement> settlements) {
        Instant instant = time.instant();
        long now = MicroTime.floor(instant);
        return locked(() -> {
            buryTheDead(now);
            Set<Long> refused = Set.of();
            for (Settlement settlement : settlements) {
                StoredJob job = session.held.remove(settlement.token());
                if (job == null) {
                    refused = refused.isEmpty() ? new HashSet<>() : refused;
                    refused.add(settlement.token());
                    continue;
                }
                store.settle(job, settlement, now, MicroTime.ceiling(instant));
                if (!job.state.isFinal()) {
                    signalWork(job.request.queue());
                }
            }
            return refused;
        });
    }

    boolean progress(MemorySession session, long token, JobProgress progress) {
        return atPresent(now -> {
            StoredJob job = session.held.get(token);
            if (job != null) {
                job.progress = progress;
            }
            return job != null;
        });
    }

    Pulse heartbeat(MemorySession session) {
        return atPresent(now -> {
            Set<Long> cancelled = new HashSet<>();
            if (!session.over) {
                session.seenAt = now;
                session.held.values().stream()
                        .filter(job -> job.cancelRequested)
                        .forEach(job -> cancelled.add(job.token));
            }
            return new Pulse(!session.over, cancelled);
        });
    }

    void leave(MemorySession session) {
        long now = MicroTime.floor(time.instant());
        if (isGone(session)) {
            return;
        }
        locked(() -> {
            session.over = true;
            sessions.remove(session);
            // Each goes before the one that went before it, so that none has to look for its place.
            session.held.values().stream().sorted(LAST_DUE_FIRST).forEach(job -> {
                store.release(job, now);
                signalWork(job.request.queue());
            });
            session.held.clear();
            return true;
        });
    }

    private boolean isGone(MemorySession session) {
        lock.lock();
        try {
            return closed || session.over;
        } finally {
            lock.unlock();
        }
    }

    private <T> T atPresent(LongFunction<T> body) {
        long now = MicroTime.floor(time.instant());
        return locked(() -> {
            buryTheDead(now);
            store.catchUp(now);
            return body.apply(now);
        });
    }

    /** Ends the sessions that gave no sign of life for the lease's time. */
    private void buryTheDead(long now) {
        List<MemorySession> over = List.of();
        for (MemorySession session : sessions) {
            if (now - session.seenAt >= lease) {
                over = over.isEmpty() ? new ArrayList<>() : over;
                over.add(session);
            }
        }
        for (MemorySession session : over) {
            sessions.remove(session);
            session.over = true;
            Failure failure = new Failure(
                    "WorkerCrash", "the worker " + session.name + " gave no sign of life for " + options.lease(), "");
            session.held.values().stream().sorted(LAST_DUE_FIRST).forEach(job -> crash(job, failure, now));
            session.held.clear();
        }
    }

    private void crash(StoredJob job, Failure failure, long now) {
        store.crash(job, failure, now);
        String queue = job.request.queue();
        String kind = job.request.kind();
        boolean dead = job.state == JobState.DEAD;
        afterwards.add(() -> {
            listener.tell(l -> l.onCrash(queue, kind));
            if (dead) {
                listener.tell(l -> l.onDead(queue, kind, DeadReason.CRASHED_TOO_OFTEN));
            }
        });
        if (!job.state.isFinal()) {
            signalWork(queue);
        }
    }

    /** For tests that own the clock: everyone looks again, as if the time that passed had passed for them too. */
    void timePassed() {
        List<SessionSignals> signals = new ArrayList<>();
        lock.lock();
        try {
            sessions.forEach(session -> signals.add(session.signals));
        } finally {
            lock.unlock();
        }
        signals.forEach(SessionSignals::heartbeatWanted);
        signals.forEach(SessionSignals::workArrived);
    }

    /** Closes, and says how many jobs are lost with the memory that held them. */
    int closeAndCountLost() {
        List<MemorySession> left;
        int lost;
        lock.lock();
        try {
            lost = closed ? 0 : store.unfinished();
            closed = true;
            left = List.copyOf(sessions);
            sessions.clear();
        } finally {
            lock.unlock();
        }
        // Their workers find out by the answer.
        left.forEach(session -> session.signals.heartbeatWanted());
        return lost;
    }

    @Override
    public void close() {
        closeAndCountLost();
    }
}
