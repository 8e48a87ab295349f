package dev.scalingpatterns.jobs;

import dev.scalingpatterns.jobs.spi.JobDriver;
import dev.scalingpatterns.jobs.spi.Pulse;
import dev.scalingpatterns.jobs.spi.SessionSignals;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker's sessions: the one it claims by, and those it has retired from and still finishes jobs of.
 *
 * <p>It fences itself: a session whose lease could not be renewed is given up before the lease ends, by the worker's own
 * measure of time, so that its handlers stop before others start. Used by the upkeep thread, but for {@link #current},
 * {@link #retire} and {@link #lose}, which are safe for use by many.
 */
final class Membership {

    private final JobDriver driver;
    private final String name;
    private final SessionSignals signals;
    private final Consumer<Seat> whenLost;
    private final BiConsumer<Seat, Set<Long>> whenCancelled;
    private final long fenceAfter;
    private final List<Seat> retired = new CopyOnWriteArrayList<>();
    private volatile @Nullable Seat current;

    Membership(
            JobDriver driver,
            String name,
            SessionSignals signals,
            Consumer<Seat> whenLost,
            BiConsumer<Seat, Set<Long>> whenCancelled) {
        this.driver = driver;
        this.name = name;
        this.signals = signals;
        this.whenLost = whenLost;
        this.whenCancelled = whenCancelled;
        // A fifth of the lease is left to handlers for stopping.
        this.fenceAfter = driver.options().lease().toNanos() / 5 * 4;
    }

    /** The session to claim by; null while there is none. */
    @Nullable Seat current() {
        return current;
    }

    /** Begins a session if there is none. */
    void ensureJoined() {
        if (current == null) {
            long now = System.nanoTime();
            current = new Seat(driver.join(name, signals), now);
        }
    }

    /**
     * Claims no more by a session, because it may hold jobs that the worker never heard of: the answer to a claim was lost.
     * It is closed, which gives those back, once the worker has settled what it does know of.
     */
    synchronized void retire(Seat seat) {
        if (seat == current) {
            current = null;
            retired.add(seat);
        }
    }

    /** Renews every lease; the first failure of the backend is thrown when all were tried. */
    void renew() {
        RuntimeException first = null;
        for (Seat seat : all()) {
            try {
                renew(seat);
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private void renew(Seat seat) {
        long askedAt = System.nanoTime();
        Pulse pulse = seat.session.heartbeat();
        if (!pulse.alive()) {
            lose(seat);
            return;
        }
        seat.renewed(askedAt);
        if (!pulse.cancelled().isEmpty()) {
            whenCancelled.accept(seat, pulse.cancelled());
        }
    }

    /** Gives up the sessions that may end before they can be renewed. */
    void fence(long now) {
        for (Seat seat : all()) {
            if (now - seat.renewedAt() >= fenceAfter) {
                lose(seat);
            }
        }
    }

    void lose(Seat seat) {
        seat.lose();
        synchronized (this) {
            retired.remove(seat);
            if (seat == current) {
                current = null;
            }
        }
        whenLost.accept(seat);
    }

    /** Closes the retired sessions of which nothing is left. */
    void closeRetired() {
        for (Seat seat : List.copyOf(retired)) {
            if (seat.claims.get() <= 0) {
                seat.session.close();
                retired.remove(seat);
            }
        }
    }

    boolean hasRetired() {
        return !retired.isEmpty();
    }

    /** Closes every session; what they still hold goes back. */
    void close() {
        for (Seat seat : all()) {
            seat.session.close();
        }
    }

    private List<Seat> all() {
        List<Seat> all = new ArrayList<>(retired);
        Seat seat = current;
        if (seat != null) {
            all.add(seat);
        }
        return all;
    }
}
