package dev.scalingpatterns.jobs.batch;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks every two milliseconds at the scopes in which loads wait that nobody visibly waits for. It borrows the thread on
 * which the JDK times its futures, only to look, and asks for none while there is nothing to look at.
 */
final class StallWatch {

    private static final long TICK_MILLIS = 2;
    private static final Executor TICK =
            CompletableFuture.delayedExecutor(TICK_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);
    private static final Queue<Dispatcher> SCOPES = new ConcurrentLinkedQueue<>();
    private static final AtomicBoolean TICKING = new AtomicBoolean();

    private StallWatch() {}

    static void add(Dispatcher scope) {
        SCOPES.add(scope);
        if (!TICKING.get() && TICKING.compareAndSet(false, true)) {
            TICK.execute(StallWatch::tick);
        }
    }

    private static void tick() {
        try {
            look();
        } catch (RuntimeException | Error e) {
            // No thread to be had, for example: look again.
            TICK.execute(StallWatch::tick);
            throw e;
        }
    }

    private static void look() {
        SCOPES.removeIf(scope -> !scope.lookAgain());
        if (SCOPES.isEmpty()) {
            TICKING.set(false);
            // One that was added in between saw the watch still on.
            if (SCOPES.isEmpty() || !TICKING.compareAndSet(false, true)) {
                return;
            }
        }
        TICK.execute(StallWatch::tick);
    }
}
