package dev.scalingpatterns.core;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps retries a small part of the load, so that they cannot hold down a backend that is struggling to get up: a bucket
 * of tokens, one taken by each retry, a tenth given back by each success (the throttle of gRPC's retry design, A6).
 */
final class RetryBudget {

    private static final int TOKEN = 10;

    private final int capacity;
    private final AtomicInteger tenths;

    RetryBudget(int tokens) {
        this.capacity = tokens * TOKEN;
        this.tenths = new AtomicInteger(capacity);
    }

    boolean tryTake() {
        int before = tenths.getAndUpdate(have -> have >= TOKEN ? have - TOKEN : have);
        return before >= TOKEN;
    }

    void succeeded() {
        // Full is the usual state: it is read, not written, so that threads do not fight over it.
        if (tenths.get() < capacity) {
            tenths.getAndUpdate(have -> Math.min(capacity, have + 1));
        }
    }
}
