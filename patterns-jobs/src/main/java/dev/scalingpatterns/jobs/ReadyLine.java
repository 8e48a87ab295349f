package dev.scalingpatterns.jobs;

import org.jspecify.annotations.Nullable;

/**
 * The ready jobs of one queue and priority in the order in which they became due: a linked list through the jobs, so that
 * one that is cancelled leaves from the middle at once and nothing stays behind.
 */
final class ReadyLine {

    private @Nullable StoredJob first;
    private @Nullable StoredJob last;

    @Nullable StoredJob first() {
        return first;
    }

    /** For jobs that become due: nearly always the last. */
    void addFromEnd(StoredJob job) {
        StoredJob before = last;
        while (before != null && job.isBefore(before)) {
            before = before.previous;
        }
        link(before, job, before == null ? first : before.next);
    }

    /** For jobs that come back: nearly always the first. */
    void addFromFront(StoredJob job) {
        StoredJob after = first;
        while (after != null && after.isBefore(job)) {
            after = after.next;
        }
        link(after == null ? last : after.previous, job, after);
    }

    void remove(StoredJob job) {
        if (job.previous == null) {
            first = job.next;
        } else {
            job.previous.next = job.next;
        }
        if (job.next == null) {
            last = job.previous;
        } else {
            job.next.previous = job.previous;
        }
        job.previous = null;
        job.next = null;
    }

    private void link(@Nullable StoredJob before, StoredJob job, @Nullable StoredJob after) {
        job.previous = before;
        job.next = after;
        if (before == null) {
            first = job;
        } else {
            before.next = job;
        }
        if (after == null) {
            last = job;
        } else {
            after.previous = job;
        }
    }
}
