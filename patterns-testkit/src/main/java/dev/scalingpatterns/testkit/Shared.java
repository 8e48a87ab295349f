package dev.scalingpatterns.testkit;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server that all tests of a run have in common, started when the first asks. */
final class Shared<S extends TestServer> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<S> starter;
    private @Nullable S server;
    private @Nullable RuntimeException failure;

    Shared(Supplier<S> starter) {
        this.starter = starter;
    }

    /** A start that failed once is not tried again for each test. */
    S get() {
        lock.lock();
        try {
            if (failure != null) {
                throw new IllegalStateException(failure.getMessage(), failure);
            }
            S running = server;
            if (running == null) {
                running = starter.get();
                running.share();
                server = running;
            }
            return running;
        } catch (IllegalStateException e) {
            failure = e;
            throw e;
        } finally {
            lock.unlock();
        }
    }
}
