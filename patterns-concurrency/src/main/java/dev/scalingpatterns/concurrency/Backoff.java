package dev.scalingpatterns.concurrency;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: exponential, with full jitter, so that those who collided once do not meet again (Brooker,
 * "Exponential Backoff And Jitter", AWS 2015).
 *
 * @param base the longest first pause; it doubles with every attempt
 * @param cap the longest pause of all
 * @param random where in between; used by many threads
 */
record Backoff(Duration base, Duration cap, RandomGenerator random) {

    static final Duration DEFAULT_BASE = Duration.ofMillis(2);
    static final Duration DEFAULT_CAP = Duration.ofMillis(250);

    /** Each thread's own generator: none contends for another's. */
    static final RandomGenerator PER_THREAD = () -> ThreadLocalRandom.current().nextLong();

    private static final int MAX_DOUBLINGS = 20;

    static Backoff standard() {
        return new Backoff(DEFAULT_BASE, DEFAULT_CAP, PER_THREAD);
    }

    /** The pause after this many attempts, counted from 1. */
    Duration after(int attempts) {
        long longest = Math.min(cap.toNanos(), base.toNanos() << Math.min(attempts - 1, MAX_DOUBLINGS));
        return Duration.ofNanos(longest <= 0 ? 0 : random.nextLong(longest + 1));
    }

    /** Pauses, no longer than the deadline allows. */
    void pause(int attempts, Deadline deadline) throws InterruptedException {
        Duration pause = after(attempts);
        Duration left = deadline.remaining();
        Duration shorter = pause.compareTo(left) < 0 ? pause : left;
        Thread.sleep(shorter.toMillis(), shorter.toNanosPart() % 1_000_000);
    }
}
