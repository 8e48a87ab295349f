package dev.scalingpatterns.cache;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The clock of the hit path. Only differences mean something, and they are compared by subtraction, because
 * {@link System#nanoTime} may overflow.
 */
@FunctionalInterface
interface NanoTime {

    long now();

    /** The system's source becomes the monotonic clock, which costs least and never jumps; any other is asked. */
    static NanoTime of(InstantSource time) {
        if (time.equals(InstantSource.system())) {
            return System::nanoTime;
        }
        return () -> {
            Instant now = time.instant();
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        };
    }
}
