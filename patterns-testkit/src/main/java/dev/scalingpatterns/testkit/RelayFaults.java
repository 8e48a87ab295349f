package dev.scalingpatterns.testkit;

import dev.scalingpatterns.testkit.Relay.Direction;
import dev.scalingpatterns.testkit.Relay.Filter;
import dev.scalingpatterns.testkit.Relay.Verdict;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** What is wrong with the wire now; shared by all connections of a relay. */
final class RelayFaults {

    private static final Filter ALL = chunk -> Verdict.PASS;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean cut;

    private volatile long requestDelay;
    private volatile long replyDelay;
    private volatile Filter requestFilter = ALL;
    private volatile Filter replyFilter = ALL;

    void cutOff() {
        cut(true);
    }

    void reconnect() {
        cut(false);
    }

    private void cut(boolean now) {
        lock.lock();
        try {
            cut = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Those that wait for the wire look again whether they still want it. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the wire is whole, or nobody wants it any more. */
    void awaitWire(BooleanSupplier unwanted) throws InterruptedException {
        lock.lock();
        try {
            while (cut && !unwanted.getAsBoolean()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    void delay(Direction direction, Duration delay) {
        if (direction == Direction.REQUEST) {
            requestDelay = delay.toNanos();
        } else {
            replyDelay = delay.toNanos();
        }
    }

    long delayNanos(Direction direction) {
        return direction == Direction.REQUEST ? requestDelay : replyDelay;
    }

    void filter(Direction direction, Filter filter) {
        if (direction == Direction.REQUEST) {
            requestFilter = filter;
        } else {
            replyFilter = filter;
        }
    }

    Filter filter(Direction direction) {
        return direction == Direction.REQUEST ? requestFilter : replyFilter;
    }

    void passAll() {
        requestFilter = ALL;
        replyFilter = ALL;
    }

    void heal() {
        requestDelay = 0;
        replyDelay = 0;
        passAll();
        reconnect();
    }
}
