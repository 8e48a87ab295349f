package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.jobs.spi.Failure;
import dev.scalingpatterns.jobs.spi.NewJob;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jobs in memory and how they change state. Not safe for use by many threads: its driver's lock guards it. */
final class MemoryStore {

    private final JobQueueOptions options;
    private final MemoryLimits limits;
    private final long ageing;
    private final long keepFinished;

    private final Map<JobId, StoredJob> byId = new HashMap<>();
    private final Map<UniqueKey, StoredJob> byKey = new HashMap<>();
    private final Map<String, MemoryLane> lanes = new LinkedHashMap<>();
    private final Deque<StoredJob> finished = new ArrayDeque<>();
    /** Jobs that are not in {@link #finished}, and the bytes of those and of these. */
    private int held;

    private long heldBytes;
    private long finishedBytes;
    private long ids;
    private long sequences;
    private long tokens;
    private long deaths;

    MemoryStore(JobQueueOptions options, MemoryLimits limits) {
        this.options = options;
        this.limits = limits;
        this.ageing = MicroTime.micros(options.priorityAgeing());
        this.keepFinished = MicroTime.micros(options.keepFinished());
    }

    private record UniqueKey(String kind, String key) {

        static UniqueKey of(NewJob job) {
            return new UniqueKey(job.kind(), job.uniqueKey().orElseThrow());
        }
    }

    /** Ids for jobs that are yet to come. */
    List<JobId> nextIds(int count) {
        List<JobId> next = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids++;
            next.add(new JobId(Long.toString(ids)));
        }
        return next;
    }

    /** Refuses jobs that cannot be accepted, before any of them is. */
    void requireAcceptable(List<JobId> ids, List<NewJob> jobs) {
        requireRoom(jobs);
        Map<UniqueKey, JobId> before = new HashMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            NewJob job = jobs.get(i);
            if (job.uniqueKey().isEmpty()) {
                continue;
            }
            UniqueKey key = UniqueKey.of(job);
            StoredJob holder = byKey.get(key);
            JobId taken = holder == null ? before.get(key) : holder.id;
            if (taken != null && job.onDuplicate() == OnDuplicate.REJECT) {
                throw new DuplicateJobException(job.kind(), taken);
            }
            before.put(key, ids.get(i));
        }
    }

    private void requireRoom(List<NewJob> jobs) {
        long bytes = heldBytes;
        for (NewJob job : jobs) {
            bytes += job.payload().size();
        }
        if ((long) held + jobs.size() > limits.jobs() || bytes > limits.bytes()) {
            throw new UnavailableException(
                    "jobs.enqueue",
                    "",
                    "the queue in memory is full: " + held + " of " + limits.jobs() + " jobs, " + heldBytes + " of "
                            + limits.bytes() + " bytes; nothing was enqueued. Let workers catch up, raise the capacity,"
                            + " or move to a queue on disk");
        }
    }

    /** Takes a job in under its id, or gives it up for the one that holds its key, and says which. */
    JobId accept(JobId id, NewJob job, long now, long acceptedAt) {
        if (job.uniqueKey().isEmpty()) {
            return add(id, job, now, acceptedAt).id;
        }
        UniqueKey key = UniqueKey.of(job);
        StoredJob holder = byKey.get(key);
        if (holder != null && job.onDuplicate() != OnDuplicate.REPLACE) {
            return holder.id;
        }
        if (holder != null && holder.state != JobState.RUNNING) {
            finish(holder, JobState.CANCELLED, now);
        }
        StoredJob added = add(id, job, now, acceptedAt);
        byKey.put(key, added);
        return id;
    }

    /** Lets an id that was promised find the job that took its place. */
    void alias(JobId promised, JobId actual) {
        StoredJob job = byId.get(actual);
        if (job != null) {
            job.addAlias(promised);
            byId.put(promised, job);
        }
    }

    private StoredJob add(JobId id, NewJob request, long now, long acceptedAt) {
        long due = request.at().map(MicroTime::ceiling).orElse(acceptedAt + MicroTime.micros(request.delay()));
        StoredJob job = new StoredJob(id, ++sequences, request, now, Math.max(due, now));
        MemoryLane lane = lane(request.queue());
        lane.promoteDue(now);
        lane.accept(job, now);
        byId.put(id, job);
        held++;
        heldBytes += job.bytes();
        return job;
    }

    @Nullable StoredJob find(JobId id) {
        return byId.get(id);
    }

    MemoryLane lane(String queue) {
        return lanes.computeIfAbsent(queue, name -> new MemoryLane(ageing));
    }

    @Nullable MemoryLane laneIfUsed(String queue) {
        return lanes.get(queue);
    }

    Map<String, MemoryLane> lanes() {
        return lanes;
    }

    void unpause(String queue) {
        MemoryLane lane = lanes.get(queue);
        if (lane != null) {
            lane.paused(false);
            forgetIfUnused(queue, lane);
        }
    }

    private void forgetIfUnused(String queue, MemoryLane lane) {
        if (lane.isUnused()) {
            lanes.remove(queue);
        }
    }

    /** Everything whose time has come is ready, and what was retained long enough is forgotten. */
    void catchUp(long now) {
        for (MemoryLane lane : lanes.values()) {
            lane.promoteDue(now);
        }
        trimFinished(now);
    }

    /** Takes the next jobs of these queues for a session. */
    List<StoredJob> claim(MemorySession session, Set<String> queues, int max) {
        List<StoredJob> claimed = new ArrayList<>();
        while (claimed.size() < max) {
            StoredJob next = next(queues);
            if (next == null) {
                break;
            }
            lane(next.request.queue()).move(next, JobState.RUNNING);
            next.token = ++tokens;
            next.holder = session;
            next.progress = JobProgress.NONE;
            claimed.add(next);
        }
        return claimed;
    }

    private @Nullable StoredJob next(Set<String> queues) {
        StoredJob best = null;
        for (String queue : queues) {
            MemoryLane lane = lanes.get(queue);
            if (lane == null || lane.paused()) {
                continue;
            }
            StoredJob next = lane.next();
            if (next != null && (best == null || lane.startsBefore(next, best))) {
                best = next;
            }
        }
        return best;
    }

    /** When the next delayed job of these queues becomes due; {@link Long#MAX_VALUE} if none does. */
    long nextDue(Set<String> queues) {
        long next = Long.MAX_VALUE;
        for (String queue : queues) {
            MemoryLane lane = lanes.get(queue);
            next = lane == null || lane.paused() ? next : Math.min(next, lane.nextDue());
        }
        return next;
    }

    /** Ends a claim; the token was checked. */
    void settle(StoredJob job, Settlement settlement, long now, long settledAt) {
        if (settlement instanceof Settlement.Complete complete) {
            complete.result().ifPresent(result -> {
                job.result = result;
                heldBytes += result.size();
            });
            finish(job, JobState.SUCCEEDED, now);
        } else if (settlement instanceof Settlement.Retry retry) {
            job.addError(retry.failure(), now);
            job.failures++;
            if (!cancelIfAsked(job, now)) {
                job.dueAt = settledAt + MicroTime.micros(retry.delay());
                unclaim(job);
                lane(job.request.queue()).toWaiting(job, now);
            }
        } else if (settlement instanceof Settlement.Bury bury) {
            job.addError(bury.failure(), now);
            job.failures++;
            if (!cancelIfAsked(job, now)) {
                bury(job, bury.reason(), now);
            }
        } else if (settlement instanceof Settlement.Cancel) {
            finish(job, JobState.CANCELLED, now);
        } else {
            release(job, now);
        }
    }

    /** Puts a claimed job back as if it had not been claimed. */
    void release(StoredJob job, long now) {
        if (!cancelIfAsked(job, now)) {
            unclaim(job);
            lane(job.request.queue()).toFront(job);
        }
    }

    /** Takes a job from a worker that died. */
    void crash(StoredJob job, Failure failure, long now) {
        job.addError(failure, now);
        job.crashes++;
        if (cancelIfAsked(job, now)) {
            return;
        }
        if (job.crashes >= options.maxCrashes()) {
            bury(job, DeadReason.CRASHED_TOO_OFTEN, now);
        } else {
            unclaim(job);
            lane(job.request.queue()).toFront(job);
        }
    }

    CancelOutcome cancel(StoredJob job, long now) {
        switch (job.state) {
            case SCHEDULED, READY -> {
                finish(job, JobState.CANCELLED, now);
                return CancelOutcome.CANCELLED;
            }
            case RUNNING -> {
                job.cancelRequested = true;
                return CancelOutcome.REQUESTED;
            }
            default -> {
                return CancelOutcome.TOO_LATE;
            }
        }
    }

    void redrive(StoredJob job, long now) {
        job.failures = 0;
        job.crashes = 0;
        job.deadReason = null;
        job.dueAt = now;
        lane(job.request.queue()).toWaiting(job, now);
    }

    void discard(StoredJob job) {
        held--;
        heldBytes -= job.bytes();
        forget(job);
    }

    private boolean cancelIfAsked(StoredJob job, long now) {
        if (job.cancelRequested) {
            finish(job, JobState.CANCELLED, now);
        }
        return job.cancelRequested;
    }

    private static void unclaim(StoredJob job) {
        job.holder = null;
        job.token = 0;
    }

    private void finish(StoredJob job, JobState state, long now) {
        end(job, state, now);
        held--;
        heldBytes -= job.bytes();
        finishedBytes += job.bytes();
        finished.addLast(job);
        trimFinished(now);
    }

    private void bury(StoredJob job, DeadReason reason, long now) {
        job.deadReason = reason;
        job.deathOrder = ++deaths;
        end(job, JobState.DEAD, now);
    }

    private void end(StoredJob job, JobState state, long now) {
        unclaim(job);
        job.finishedAt = now;
        lane(job.request.queue()).move(job, state);
        if (job.request.uniqueKey().isPresent()) {
            // Only if it still has the key: a newer job may have taken it over.
            byKey.remove(UniqueKey.of(job.request), job);
        }
    }

    private void trimFinished(long now) {
        while (!finished.isEmpty()) {
            StoredJob oldest = finished.getFirst();
            boolean tooMany = finished.size() > options.maxFinished() || finishedBytes > limits.finishedBytes();
            if (!tooMany && now - oldest.finishedAt < keepFinished) {
                return;
            }
            finished.removeFirst();
            finishedBytes -= oldest.bytes();
            forget(oldest);
        }
    }

    private void forget(StoredJob job) {
        String queue = job.request.queue();
        MemoryLane lane = lane(queue);
        lane.forget(job);
        forgetIfUnused(queue, lane);
        byId.remove(job.id);
        if (job.aliases != null) {
            job.aliases.forEach(byId::remove);
        }
    }

    int unfinished() {
        int unfinished = held;
        for (MemoryLane lane : lanes.values()) {
            unfinished -= (int) lane.counts(0).dead();
        }
        return unfinished;
    }

    Optional<StoredJob> dead(JobId id) {
        return Optional.ofNullable(byId.get(id)).filter(job -> job.state == JobState.DEAD);
    }
}
