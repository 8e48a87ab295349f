package dev.scalingpatterns.jobs;

import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The queue as it ought to be, by plain lists and full scans. Time is in ticks. */
final class JobModel {

    static final int LEASE = 8;
    static final int AGEING = 4;
    static final int MAX_CRASHES = 2;
    static final int SESSIONS = 3;

    final List<Entry> jobs = new ArrayList<>();
    final List<Long> tokens = new ArrayList<>();
    boolean paused;
    private final int[] seenAt = new int[SESSIONS];
    private final boolean[] over = new boolean[SESSIONS];
    private int now;
    private int sequence;

    static final class Entry {

        final JobId id;
        final int sequence;
        final JobPriority priority;
        Optional<String> key;
        JobState state = JobState.SCHEDULED;
        int due;
        int failures;
        int crashes;
        int holder = -1;
        long token;
        boolean cancelRequested;

        Entry(JobId id, int sequence, JobPriority priority, int due, Optional<String> key) {
            this.id = id;
            this.sequence = sequence;
            this.priority = priority;
            this.due = due;
            this.key = key;
        }
    }

    void accept(JobId id, JobPriority priority, int delay, Optional<String> key) {
        key.flatMap(this::holder).ifPresent(old -> {
            if (old.state == JobState.RUNNING) {
                old.key = Optional.empty();
            } else {
                old.state = JobState.CANCELLED;
            }
        });
        sequence++;
        jobs.add(new Entry(id, sequence, priority, now + delay, key));
        promote();
    }

    Optional<Entry> holder(String key) {
        return jobs.stream()
                .filter(job ->
                        !job.state.isFinal() && job.key.filter(key::equals).isPresent())
                .findFirst();
    }

    void pass(int ticks) {
        now += ticks;
        for (int session = 0; session < SESSIONS; session++) {
            if (!over[session] && now - seenAt[session] >= LEASE) {
                over[session] = true;
                int dead = session;
                jobs.stream().filter(job -> job.holder == dead).forEach(this::crash);
            }
        }
        promote();
    }

    private void crash(Entry job) {
        job.crashes++;
        free(job);
        if (job.cancelRequested) {
            job.state = JobState.CANCELLED;
        } else if (job.crashes >= MAX_CRASHES) {
            job.state = JobState.DEAD;
        } else {
            job.state = JobState.READY;
        }
    }

    private static void free(Entry job) {
        job.holder = -1;
        job.token = 0;
    }

    private void promote() {
        jobs.stream()
                .filter(job -> job.state == JobState.SCHEDULED && job.due <= now)
                .forEach(job -> job.state = JobState.READY);
    }

    List<Entry> nextReady(int max) {
        if (paused) {
            return List.of();
        }
        return jobs.stream()
                .filter(job -> job.state == JobState.READY)
                .sorted(Comparator.<Entry>comparingInt(job -> job.due + job.priority.level() * AGEING)
                        .thenComparing(job -> job.priority)
                        .thenComparingInt(job -> job.sequence))
                .limit(max)
                .toList();
    }

    void claimed(ClaimedJob claim, int session) {
        Entry job = jobs.stream()
                .filter(entry -> entry.id.equals(claim.id()))
                .findFirst()
                .orElseThrow();
        if (job.state != JobState.READY || tokens.contains(claim.token())) {
            throw new AssertionError(
                    "job " + job.id + " was claimed while " + job.state + " by token " + claim.token());
        }
        job.state = JobState.RUNNING;
        job.holder = session;
        job.token = claim.token();
        tokens.add(claim.token());
    }

    boolean holds(int session, long token) {
        return jobs.stream().anyMatch(job -> job.holder == session && job.token == token);
    }

    boolean settle(int session, Settlement settlement, int delay) {
        Optional<Entry> held = jobs.stream()
                .filter(job -> job.holder == session && job.token == settlement.token())
                .findFirst();
        held.ifPresent(job -> {
            free(job);
            if (settlement instanceof Settlement.Retry || settlement instanceof Settlement.Bury) {
                job.failures++;
            }
            job.state = next(job, settlement);
            if (job.state == JobState.SCHEDULED) {
                job.due = now + delay;
            }
            promote();
        });
        return held.isPresent();
    }

    private static JobState next(Entry job, Settlement settlement) {
        if (settlement instanceof Settlement.Complete) {
            return JobState.SUCCEEDED;
        }
        if (settlement instanceof Settlement.Cancel || job.cancelRequested) {
            return JobState.CANCELLED;
        }
        if (settlement instanceof Settlement.Bury) {
            return JobState.DEAD;
        }
        return settlement instanceof Settlement.Retry ? JobState.SCHEDULED : JobState.READY;
    }

    CancelOutcome cancel(Entry job) {
        if (job.state.isFinal()) {
            return CancelOutcome.TOO_LATE;
        }
        if (job.state == JobState.RUNNING) {
            job.cancelRequested = true;
            return CancelOutcome.REQUESTED;
        }
        job.state = JobState.CANCELLED;
        return CancelOutcome.CANCELLED;
    }

    boolean redrive(Entry job) {
        if (job.state != JobState.DEAD) {
            return false;
        }
        job.failures = 0;
        job.crashes = 0;
        job.key = Optional.empty();
        job.due = now;
        job.state = JobState.READY;
        return true;
    }

    boolean discard(Entry job) {
        return job.state == JobState.DEAD && jobs.remove(job);
    }

    boolean isOver(int session) {
        return over[session];
    }

    void beat(int session) {
        seenAt[session] = now;
    }

    void join(int session) {
        over[session] = false;
        seenAt[session] = now;
    }

    void leave(int session) {
        jobs.stream().filter(job -> job.holder == session).forEach(job -> {
            free(job);
            job.state = job.cancelRequested ? JobState.CANCELLED : JobState.READY;
        });
    }

    long count(JobState state) {
        return jobs.stream().filter(job -> job.state == state).count();
    }
}
