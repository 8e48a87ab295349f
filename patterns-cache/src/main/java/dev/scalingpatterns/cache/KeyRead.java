package dev.scalingpatterns.cache;

import dev.scalingpatterns.core.UnavailableException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The read of one key by one call, past the hit: looks, perhaps leads or joins a flight, and settles with how that landed;
 * if that is too old for this call, it looks again. For one thread at a time.
 */
final class KeyRead<K, V> {

    private final ReadContext<K, V> context;
    private final K key;
    private final long version;
    private final long deadline;
    private @Nullable Flight<K, V> flight;
    private @Nullable Flight<K, V> refresh;
    private boolean leads;
    private boolean missed;
    private boolean coalesced;
    private boolean done;
    private @Nullable V value;
    private @Nullable Throwable failure;

    KeyRead(ReadContext<K, V> context, K key) {
        this.context = context;
        this.key = key;
        this.version = context.invalidations().version();
        this.deadline = System.nanoTime() + context.timeout();
    }

    K key() {
        return key;
    }

    boolean isDone() {
        return done;
    }

    @Nullable V value() {
        return value;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    /** What it waits for, or leads; null if it is done, or is to look again. */
    @Nullable Flight<K, V> flight() {
        return flight;
    }

    /** Whether the flight is this read's own to fly. */
    boolean leads() {
        return leads;
    }

    /** A flight to be flown in the background, or null. */
    @Nullable Flight<K, V> refresh() {
        return refresh;
    }

    /** How long it may wait, in nanoseconds: for the flight, and in all. */
    long patience(Flight<K, V> flight) {
        long now = System.nanoTime();
        return Math.max(0, Math.min(deadline - now, flight.deadline() - now));
    }

    /** Answers from what is held, or finds the flight to wait for. */
    void look() {
        flight = null;
        leads = false;
        long now = context.time().now();
        Entry<V> held = context.table().entry(key);
        Entry<V> valid = held != null && context.invalidations().spare(held) ? held : null;
        if (valid != null && valid.isFresh(now)) {
            hit(valid, now);
            return;
        }
        Failure last = context.table().failure(key, now);
        if (valid != null && valid.mayBeServedWhileRevalidated(now)) {
            answerStale(valid);
            if (last == null) {
                refresh(valid);
            }
            return;
        }
        if (last != null) {
            context.counters().backedOff.increment();
            fail(unavailable(
                    "its last load failed, it is tried again in "
                            + Duration.ofNanos(last.retryAt() - now).toMillis() + " ms",
                    last.cause()));
            return;
        }
        depart(held);
    }

    private void hit(Entry<V> entry, long now) {
        if (!missed) {
            context.counters().hits.increment();
        }
        answer(entry.value());
        if (!entry.isQuiet(now)
                && entry.isToBeRefreshedEarly(now, context.random().nextDouble())
                && context.table().failure(key, now) == null) {
            refresh(entry);
        }
    }

    private void refresh(Entry<V> seen) {
        Flight<K, V> own = newFlight();
        if (context.table().lead(own, seen)) {
            context.counters().refreshes.increment();
            refresh = own;
        }
    }

    private void depart(@Nullable Entry<V> seen) {
        if (!missed) {
            missed = true;
            context.counters().misses.increment();
        }
        Flight<K, V> own = newFlight();
        flight = context.table().joinOrLead(own, seen);
        leads = flight == own;
        if (flight != null && !leads && !coalesced) {
            coalesced = true;
            context.counters().coalesced.increment();
        }
    }

    private Flight<K, V> newFlight() {
        return new Flight<>(key, context.invalidations().version(), context.timeout());
    }

    /** Takes how the flight landed. */
    void settle(Landing<V> landing) {
        Flight<K, V> landed = flight;
        Entry<V> entry = landing.entry();
        if (entry == null) {
            settleFailure(landing);
        } else if (leads
                || (landed != null && landed.version() >= version)
                || context.invalidations().spare(entry)) {
            answer(entry.value());
        }
        // Else look again: the one who led was interrupted, or the load began before this call and what it brought was
        // invalidated in between.
    }

    private void settleFailure(Landing<V> landing) {
        if (!landing.isOwn()) {
            fail(landing.failure());
        } else if (leads) {
            failure = landing.failure(); // an interrupted caller is to stop, not to be helped by a stale value
            done = true;
        }
    }

    /** The flight has not landed while it was waited for. */
    void waitedInVain() {
        if (deadline - System.nanoTime() <= 0) {
            fail(unavailable(
                    "its load by another caller or thread has not ended within "
                            + Duration.ofNanos(context.timeout()).toMillis() + " ms (loadTimeout)",
                    null));
        }
    }

    void interrupted(InterruptedException e) {
        failure = unavailable("interrupted while it waited for the load of another caller", e);
        done = true;
    }

    /** The caller cannot be helped by a stale value: it would never learn that its program is wrong. */
    void misused(String problem) {
        failure = new IllegalStateException("cache.get " + context.name() + "/" + key + ": " + problem);
        done = true;
    }

    private void answer(@Nullable V answer) {
        value = answer;
        done = true;
    }

    private void answerStale(Entry<V> entry) {
        context.servedStale();
        answer(entry.value());
    }

    private void fail(@Nullable Throwable cause) {
        long now = context.time().now();
        Entry<V> held = context.table().entry(key);
        if (cause instanceof Exception
                && held != null
                && held.mayBeServedOnError(now)
                && context.invalidations().spare(held)) {
            answerStale(held);
            return;
        }
        failure = cause;
        done = true;
    }

    private UnavailableException unavailable(String problem, @Nullable Throwable cause) {
        return new UnavailableException("cache.get", context.name() + "/" + key, problem, cause);
    }
}
