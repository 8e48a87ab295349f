package dev.scalingpatterns.jobs;

import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One named queue in memory. Guarded by its store's lock. */
@SuppressWarnings("EnumOrdinal") // an index into arrays of this object, stored nowhere
final class MemoryLane {

    private static final JobPriority[] PRIORITIES = JobPriority.values();
    private static final Comparator<StoredJob> BY_DUE_TIME =
            Comparator.<StoredJob>comparingLong(job -> job.dueAt).thenComparingLong(job -> job.sequence);

    private final long ageing;
    private final ReadyLine[] ready = new ReadyLine[PRIORITIES.length];
    private final TreeSet<StoredJob> scheduled = new TreeSet<>(BY_DUE_TIME);
    private final TreeMap<Long, StoredJob> dead = new TreeMap<>();
    private final int[] counts = new int[JobState.values().length];
    private boolean paused;

    /** How much later, in microseconds, a job counts as due per level of priority. */
    MemoryLane(long ageing) {
        this.ageing = ageing;
        for (int level = 0; level < ready.length; level++) {
            ready[level] = new ReadyLine();
        }
    }

    boolean paused() {
        return paused;
    }

    void paused(boolean pause) {
        paused = pause;
    }

    boolean isUnused() {
        if (paused) {
            return false;
        }
        for (int count : counts) {
            if (count > 0) {
                return false;
            }
        }
        return true;
    }

    /** Takes a job in that has just been made. */
    void accept(StoredJob job, long now) {
        counts[job.state.ordinal()]++;
        place(job, now);
    }

    /** Lets a job go that is being forgotten. */
    void forget(StoredJob job) {
        leave(job);
        counts[job.state.ordinal()]--;
    }

    /** Moves a job to another state. */
    void move(StoredJob job, JobState to) {
        leave(job);
        counts[job.state.ordinal()]--;
        job.state = to;
        counts[to.ordinal()]++;
        if (to == JobState.DEAD) {
            dead.put(job.deathOrder, job);
        }
    }

    /** Makes a job wait for its due time, or for a worker if that has come. */
    void toWaiting(StoredJob job, long now) {
        move(job, JobState.SCHEDULED);
        place(job, now);
    }

    /** Puts a job back where it was taken from. */
    void toFront(StoredJob job) {
        move(job, JobState.READY);
        line(job).addFromFront(job);
    }

    private void place(StoredJob job, long now) {
        if (job.dueAt > now) {
            scheduled.add(job);
        } else {
            promote(job);
        }
    }

    /** Everything that became due by now is ready from here on. */
    void promoteDue(long now) {
        while (!scheduled.isEmpty() && scheduled.first().dueAt <= now) {
            promote(scheduled.pollFirst());
        }
    }

    private void promote(@Nullable StoredJob job) {
        if (job != null) {
            counts[job.state.ordinal()]--;
            job.state = JobState.READY;
            counts[JobState.READY.ordinal()]++;
            line(job).addFromEnd(job);
        }
    }

    private void leave(StoredJob job) {
        switch (job.state) {
            case SCHEDULED -> scheduled.remove(job);
            case READY -> line(job).remove(job);
            case DEAD -> dead.remove(job.deathOrder);
            case RUNNING, SUCCEEDED, CANCELLED -> {
                // These stand in no line.
            }
        }
    }

    private ReadyLine line(StoredJob job) {
        return ready[job.request.priority().level()];
    }

    /** The job to start next; null if none is ready. */
    @Nullable StoredJob next() {
        StoredJob best = null;
        for (ReadyLine line : ready) {
            StoredJob first = line.first();
            if (first != null && (best == null || startsBefore(first, best))) {
                best = first;
            }
        }
        return best;
    }

    /** The order of ready jobs of all priorities and queues: by rank, then by priority, then by acceptance. */
    boolean startsBefore(StoredJob one, StoredJob other) {
        long ahead = rank(other) - rank(one);
        int level = other.request.priority().level() - one.request.priority().level();
        return ahead != 0 ? ahead > 0 : level != 0 ? level > 0 : one.sequence < other.sequence;
    }

    /** The due time, later by one ageing step per level of priority. */
    private long rank(StoredJob job) {
        return job.dueAt + job.request.priority().level() * ageing;
    }

    /** When the next delayed job becomes due; {@link Long#MAX_VALUE} if none does. */
    long nextDue() {
        return scheduled.isEmpty() ? Long.MAX_VALUE : scheduled.first().dueAt;
    }

    /** The dead, in the order in which they died, after one of them or all. */
    Iterable<StoredJob> dead(Optional<StoredJob> after) {
        return after.map(job -> dead.tailMap(job.deathOrder, false))
                .orElse(dead)
                .values();
    }

    JobCounts counts(long now) {
        long oldest = now;
        for (ReadyLine line : ready) {
            StoredJob first = line.first();
            oldest = first == null ? oldest : Math.min(oldest, first.dueAt);
        }
        return new JobCounts(
                count(JobState.SCHEDULED),
                count(JobState.READY),
                count(JobState.RUNNING),
                count(JobState.SUCCEEDED),
                count(JobState.CANCELLED),
                count(JobState.DEAD),
                MicroTime.duration(now - oldest),
                paused);
    }

    private int count(JobState state) {
        return counts[state.ordinal()];
    }
}
