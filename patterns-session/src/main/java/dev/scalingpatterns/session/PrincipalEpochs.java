package dev.scalingpatterns.session;

import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Log out everywhere in one step: a session remembers its principal's epoch when it was bound, and to revoke them all is
 * to begin the next epoch. Epochs come from one counter for all principals, so that one which is forgotten and begun anew
 * is still higher than all before it.
 */
final class PrincipalEpochs {

    private record Epoch(String principal, long number, Instant forgetAt) {}

    private final ConcurrentMap<String, Epoch> epochs = new ConcurrentHashMap<>();
    private final Queue<Epoch> oldestFirst = new ConcurrentLinkedQueue<>();
    private final AtomicLong numbers = new AtomicLong();

    /** The epoch of today; 0 if the principal was never revoked, or so long ago that no session of then can live. */
    long current(String principal) {
        Epoch epoch = epochs.get(principal);
        return epoch == null ? 0 : epoch.number;
    }

    /**
     * Begins the next one.
     *
     * @param forgetAt when every session that was bound before has ended
     */
    void begin(String principal, Instant forgetAt) {
        epochs.compute(principal, (same, before) -> {
            Epoch next = new Epoch(same, numbers.incrementAndGet(), forgetAt);
            oldestFirst.add(next);
            return next;
        });
    }

    /** Forgets those whose time has come, at most so many; answers with how many were looked at. */
    int forget(Instant now, int most) {
        for (int i = 0; i < most; i++) {
            Epoch oldest = oldestFirst.peek();
            if (oldest == null || now.isBefore(oldest.forgetAt)) {
                return i;
            }
            if (oldestFirst.remove(oldest)) {
                epochs.remove(oldest.principal, oldest);
            }
        }
        return most;
    }

    int size() {
        return oldestFirst.size(); // the larger of the two: one for each revocation
    }

    void clear() {
        epochs.clear();
        oldestFirst.clear();
    }
}
