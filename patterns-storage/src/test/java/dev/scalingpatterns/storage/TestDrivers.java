package dev.scalingpatterns.storage;

import dev.scalingpatterns.storage.spi.ObjectDriver;
import java.time.InstantSource;
import java.util.SplittableRandom;

/** Drivers to build stores for tests on. */
public final class TestDrivers {

    private TestDrivers() {}

    /** The driver of the store in memory, without a bound. */
    public static ObjectDriver inMemory(InstantSource time) {
        return new InMemoryDriver(Long.MAX_VALUE, time, new SplittableRandom(1));
    }
}
