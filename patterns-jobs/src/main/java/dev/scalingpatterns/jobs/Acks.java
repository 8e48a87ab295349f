package dev.scalingpatterns.jobs;

import dev.scalingpatterns.jobs.spi.Settlement;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What became of jobs, on its way to the backend in batches: whoever finds nobody sending takes along what all others have
 * added meanwhile (group commit). Safe for use by many threads.
 */
final class Acks {

    private static final int MOST_AT_ONCE = 500;

    private final WorkerEngine engine;
    private final Queue<Ack> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final ReentrantLock sending = new ReentrantLock();

    private record Ack(HeldJob held, Settlement settlement) {}

    Acks(WorkerEngine engine) {
        this.engine = engine;
    }

    void add(HeldJob held, Settlement settlement) {
        waiting.add(new Ack(held, settlement));
        size.incrementAndGet();
    }

    int size() {
        return size.get();
    }

    /** Sends what waits, unless someone is at it, who will then take it along. */
    void flush() {
        while (size.get() > 0) {
            if (!sending.tryLock()) {
                return;
            }
            try {
                if (!sendBatch()) {
                    return;
                }
            } finally {
                sending.unlock();
            }
        }
    }

    /** Sends what waits, after those who are at it; whether nothing is left. */
    boolean flushAll() {
        sending.lock();
        try {
            while (size.get() > 0) {
                if (!sendBatch()) {
                    return false;
                }
            }
            return true;
        } finally {
            sending.unlock();
        }
    }

    /** Whether it came through; if not, it waits for the next time. */
    private boolean sendBatch() {
        IdentityHashMap<Seat, List<Ack>> bySeat = new IdentityHashMap<>(2);
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Ack ack = waiting.poll();
            if (ack == null) {
                break;
            }
            bySeat.computeIfAbsent(ack.held.seat(), seat -> new ArrayList<>()).add(ack);
        }
        boolean sent = true;
        for (Map.Entry<Seat, List<Ack>> entry : bySeat.entrySet()) {
            sent &= send(entry.getKey(), entry.getValue());
        }
        return sent;
    }

    private boolean send(Seat seat, List<Ack> acks) {
        if (seat.isLost()) {
            settled(seat, acks);
            acks.forEach(this::stale);
            return true;
        }
        List<Settlement> settlements = new ArrayList<>(acks.size());
        acks.forEach(ack -> settlements.add(ack.settlement));
        Set<Long> refused;
        try {
            refused = seat.session.settle(settlements);
        } catch (IllegalStateException e) {
            // The queue was closed: nobody will ever take these.
            engine.backendFailed(e);
            settled(seat, acks);
            return true;
        } catch (RuntimeException e) {
            // Sent again until it comes through or the lease is lost; if it was applied, the next answer is a refusal.
            waiting.addAll(acks);
            engine.backendFailed(e);
            return false;
        }
        settled(seat, acks);
        if (!refused.isEmpty()) {
            acks.stream()
                    .filter(ack -> refused.contains(ack.settlement.token()))
                    .forEach(this::stale);
        }
        return true;
    }

    private void settled(Seat seat, List<Ack> acks) {
        size.addAndGet(-acks.size());
        seat.claims.addAndGet(-acks.size());
    }

    private void stale(Ack ack) {
        engine.config()
                .listener()
                .tell(l -> l.onStale(ack.held.job().queue(), ack.held.job().kind()));
    }
}
