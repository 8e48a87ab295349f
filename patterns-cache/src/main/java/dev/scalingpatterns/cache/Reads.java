package dev.scalingpatterns.cache;

import dev.scalingpatterns.core.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings reads to their end, waiting in the caller's thread or not at all. In each round all reads look first, then the
 * flights that they lead are flown together, and only then the flights of others are waited for: two bulk reads that want
 * each other's keys cannot hold each other up.
 */
final class Reads<K, V> {

    private final String cache;
    private final Loads<K, V> loads;
    private final Bulkhead bulkhead;
    private final Executor executor;
    private final ConcurrentMap<Thread, Flight<K, V>> waiting = new ConcurrentHashMap<>();

    Reads(String cache, Loads<K, V> loads, Bulkhead bulkhead, Executor executor) {
        this.cache = cache;
        this.loads = loads;
        this.bulkhead = bulkhead;
        this.executor = executor;
    }

    /** Ends all reads in this thread. */
    void now(List<KeyRead<K, V>> reads, Loads.Work<K, V> work) {
        List<KeyRead<K, V>> open = reads;
        while (!open.isEmpty()) {
            List<Flight<K, V>> own = look(open, work);
            if (!own.isEmpty()) {
                work.fly(own);
            }
            for (KeyRead<K, V> read : open) {
                Flight<K, V> flight = read.flight();
                if (flight != null && !read.isDone()) {
                    await(read, flight);
                }
            }
            open = stillOpen(open);
        }
    }

    /** Ends all reads without waiting in this thread; the future fails only if something is broken. */
    CompletableFuture<Void> later(List<KeyRead<K, V>> reads, Loads.Work<K, V> work) {
        List<KeyRead<K, V>> open = reads;
        while (!open.isEmpty()) {
            List<Flight<K, V>> own = look(open, work);
            if (!own.isEmpty()) {
                execute(own, work);
            }
            List<CompletableFuture<Void>> landings = new ArrayList<>();
            for (KeyRead<K, V> read : open) {
                Flight<K, V> flight = read.flight();
                if (flight != null && !read.isDone()) {
                    landings.add(landing(read, flight));
                }
            }
            List<KeyRead<K, V>> round = open;
            if (!landings.isEmpty()) {
                return CompletableFuture.allOf(landings.toArray(CompletableFuture<?>[]::new))
                        .thenCompose(landed -> later(stillOpen(round), work));
            }
            open = stillOpen(round);
        }
        return CompletableFuture.completedFuture(null);
    }

    /** All reads look; what is to be refreshed is sent off, what they lead is returned. */
    private List<Flight<K, V>> look(List<KeyRead<K, V>> open, Loads.Work<K, V> work) {
        List<Flight<K, V>> own = new ArrayList<>();
        List<Flight<K, V>> refreshes = new ArrayList<>();
        try {
            for (KeyRead<K, V> read : open) {
                read.look();
                Flight<K, V> flight = read.flight();
                if (flight != null && read.leads()) {
                    own.add(flight);
                } else if (flight != null) {
                    refuseRecursion(read, flight);
                }
                Flight<K, V> refresh = read.refresh();
                if (refresh != null) {
                    refreshes.add(refresh);
                }
            }
        } catch (RuntimeException | Error e) {
            loads.cancel(own, e);
            loads.cancel(refreshes, e);
            throw e;
        }
        if (!refreshes.isEmpty()) {
            execute(refreshes, work);
        }
        return own;
    }

    private void execute(List<Flight<K, V>> flights, Loads.Work<K, V> work) {
        try {
            executor.execute(() -> work.fly(flights));
        } catch (RejectedExecutionException e) {
            loads.cancel(flights, new UnavailableException("cache.load", cache, "the executor takes no more loads", e));
        }
    }

    private void await(KeyRead<K, V> read, Flight<K, V> flight) {
        Thread thread = Thread.currentThread();
        boolean inLoad = bulkhead.isLoading(thread);
        if (inLoad) {
            waiting.put(thread, flight);
        }
        try {
            if (inLoad && !flight.landing().isDone() && waitsForItself(thread, flight)) {
                read.misused("two loads wait for each other's key; load them in one, or always in the same order");
                return;
            }
            read.settle(flight.landing().get(read.patience(flight), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            read.waitedInVain();
        } catch (InterruptedException e) {
            thread.interrupt();
            read.interrupted(e);
        } catch (ExecutionException e) {
            throw new AssertionError("a flight lands, it does not fail", e);
        } finally {
            if (inLoad) {
                waiting.remove(thread);
            }
        }
    }

    private CompletableFuture<Void> landing(KeyRead<K, V> read, Flight<K, V> flight) {
        CompletableFuture<Void> landed = new CompletableFuture<>();
        // What hangs on this future is the caller's code: not to be run by the thread of another who loads.
        var unused = flight.landing().thenRun(() -> dispatch(read.leads() ? Runnable::run : executor, landed));
        return landed.completeOnTimeout(null, read.patience(flight), TimeUnit.NANOSECONDS)
                .thenRun(() -> {
                    Landing<V> landing = flight.landing().getNow(null);
                    if (landing == null) {
                        read.waitedInVain();
                    } else {
                        read.settle(landing);
                    }
                });
    }

    private static void dispatch(Executor executor, CompletableFuture<Void> landed) {
        try {
            executor.execute(() -> landed.complete(null));
        } catch (RejectedExecutionException e) {
            landed.complete(null);
        }
    }

    private void refuseRecursion(KeyRead<K, V> read, Flight<K, V> flight) {
        if (flight.owner() == Thread.currentThread()) {
            read.misused("its loader asks for the key that it is loading");
        }
    }

    /** Follows who waits for whom. Each waiter is entered before it looks, so of two that close a ring one sees it. */
    private boolean waitsForItself(Thread thread, Flight<K, V> first) {
        Flight<K, V> flight = first;
        for (int hops = 0; flight != null && hops <= waiting.size(); hops++) {
            Thread owner = flight.owner();
            if (owner == thread) {
                return true;
            }
            flight = owner == null ? null : waiting.get(owner);
        }
        return false;
    }

    private List<KeyRead<K, V>> stillOpen(List<KeyRead<K, V>> reads) {
        List<KeyRead<K, V>> open = new ArrayList<>();
        for (KeyRead<K, V> read : reads) {
            if (!read.isDone()) {
                open.add(read);
            }
        }
        return open;
    }
}
