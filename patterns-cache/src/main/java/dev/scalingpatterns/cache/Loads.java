package dev.scalingpatterns.cache;

import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.core.internal.Listeners;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs loaders for flights, and lands each of them whatever happens: a flight that is not landed would hold its key. */
final class Loads<K, V> {

    private final String cache;
    private final EntryTable<K, V> table;
    private final EntryFactory<K, V> factory;
    private final Bulkhead bulkhead;
    private final NanoTime time;
    private final long timeout;
    private final Counters counters;
    private final Listeners<CacheListener> listener;

    Loads(ReadContext<K, V> context, EntryFactory<K, V> factory, Bulkhead bulkhead) {
        this.cache = context.name();
        this.table = context.table();
        this.factory = factory;
        this.bulkhead = bulkhead;
        this.time = context.time();
        this.timeout = context.timeout();
        this.counters = context.counters();
        this.listener = context.listener();
    }

    /** What a call wants done for the flights that it leads. */
    @FunctionalInterface
    interface Work<K, V> {

        void fly(List<Flight<K, V>> flights);
    }

    /** One call of the loader per flight. */
    Work<K, V> each(CacheLoader<? super K, ? extends V> loader) {
        return flights -> flights.forEach(flight -> fly(List.of(flight), () -> loadOne(flight, loader)));
    }

    /** One call of the loader for all flights. */
    Work<K, V> together(CacheBulkLoader<K, V> loader) {
        return flights -> fly(flights, () -> loadAll(flights, loader));
    }

    /** Ends flights without having asked the source. */
    void cancel(List<Flight<K, V>> flights, Throwable reason) {
        cancel(flights, Landing.failed(reason));
    }

    private void cancel(List<Flight<K, V>> flights, Landing<V> landing) {
        for (Flight<K, V> flight : flights) {
            table.abandon(flight);
            flight.land(landing);
        }
    }

    private void fly(List<Flight<K, V>> flights, Runnable load) {
        try {
            Thread thread = Thread.currentThread();
            flights.forEach(flight -> flight.ownedBy(thread));
            if (!bulkhead.run(load, timeout)) {
                listener.tell(l -> l.onLoadRejected(cache));
                cancel(
                        flights,
                        unavailable(
                                flights,
                                "as many loads as are allowed were running all the time it waited;"
                                        + " make the source faster or raise maximumConcurrentLoads",
                                null));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            UnavailableException failure = unavailable(flights, "interrupted before the load began", e);
            cancel(flights, Landing.interrupted(failure));
        } catch (RuntimeException | Error e) {
            // Not the loader's, those are caught below: a key whose equals throws, or no memory for the bookkeeping.
            cancel(flights, e);
            throw e;
        }
    }

    private void loadOne(Flight<K, V> flight, CacheLoader<? super K, ? extends V> loader) {
        flight.begin();
        long began = time.now();
        V value;
        try {
            value = loader.load(flight.key());
        } catch (Throwable e) {
            failed(List.of(flight), e, time.now() - began);
            return;
        }
        long now = time.now();
        counters.loadNanos.add(now - began);
        if (land(flight, value, now, now - began)) {
            listener.tell(l -> l.onLoad(cache, 1, Duration.ofNanos(now - began)));
        }
    }

    private void loadAll(List<Flight<K, V>> flights, CacheBulkLoader<K, V> loader) {
        flights.forEach(Flight::begin);
        Set<K> keys = new LinkedHashSet<>();
        flights.forEach(flight -> keys.add(flight.key()));
        Map<?, ?> loaded;
        Map<?, ? extends Throwable> failures = Map.of();
        long began = time.now();
        try {
            loaded = Objects.requireNonNull(
                    loader.loadAll(Collections.unmodifiableSet(keys)), "what a bulk loader returned");
        } catch (BulkLoadException e) {
            loaded = e.loaded();
            failures = e.failures();
        } catch (Throwable e) {
            failed(flights, e, time.now() - began);
            return;
        }
        long now = time.now();
        counters.loadNanos.add(now - began);
        int landed = 0;
        for (Flight<K, V> flight : flights) {
            Throwable failure = failures.get(flight.key());
            if (failure != null) {
                failed(List.of(flight), failure, 0);
            } else if (land(flight, valueOf(loaded, flight.key()), now, now - began)) {
                landed++;
            }
        }
        int keysLoaded = landed;
        listener.tell(l -> l.onLoad(cache, keysLoaded, Duration.ofNanos(now - began)));
    }

    @SuppressWarnings("unchecked") // what a loader of V returned, or put into its own exception, for this key
    private @Nullable V valueOf(Map<?, ?> loaded, K key) {
        return (V) loaded.get(key);
    }

    /** Whether the value could be made an entry; it has landed either way. */
    private boolean land(Flight<K, V> flight, @Nullable V value, long now, long took) {
        Entry<V> entry;
        try {
            entry = factory.entry(flight.key(), value, flight.version(), now, took);
        } catch (Throwable e) {
            failed(List.of(flight), e, 0);
            return false;
        }
        counters.loads.increment();
        boolean stored = table.fill(flight, entry);
        if (!stored) {
            counters.refusedFills.increment();
        }
        flight.land(Landing.of(entry));
        if (!stored) {
            listener.tell(l -> l.onRefusedFill(cache));
        }
        return true;
    }

    private void failed(List<Flight<K, V>> flights, Throwable thrown, long took) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        // The interruption of one caller is no failure of the source: it is neither remembered nor that of others.
        boolean interrupted = Thread.currentThread().isInterrupted();
        counters.loadFailures.add(flights.size());
        counters.loadNanos.add(took);
        for (Flight<K, V> flight : flights) {
            Throwable failure = unchecked(flight, thrown);
            if (interrupted) {
                table.abandon(flight);
                flight.land(Landing.interrupted(failure));
            } else {
                table.fail(flight, thrown);
                flight.land(Landing.failed(failure));
            }
        }
        listener.tell(l -> l.onLoadFailure(cache, flights.size(), Duration.ofNanos(took), thrown));
    }

    private Throwable unchecked(Flight<K, V> flight, Throwable thrown) {
        return thrown instanceof RuntimeException || thrown instanceof Error
                ? thrown
                : unavailable(
                        List.of(flight), "the loader threw " + thrown.getClass().getName(), thrown);
    }

    private UnavailableException unavailable(List<Flight<K, V>> flights, String problem, @Nullable Throwable cause) {
        String subject = cache + "/" + flights.get(0).key() + (flights.size() > 1 ? " and others" : "");
        return new UnavailableException("cache.load", subject, problem, cause);
    }
}
