package dev.scalingpatterns.storage.mutants;

import dev.scalingpatterns.storage.ObjectStore;
import dev.scalingpatterns.storage.StorageHarness;
import dev.scalingpatterns.storage.StorageOptions;
import dev.scalingpatterns.storage.TestDrivers;
import dev.scalingpatterns.storage.spi.DriverObjectStore;
import dev.scalingpatterns.storage.spi.ObjectDriver;
import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;

/** A store that breaks one promise, the naive way; a mutant names the parts of the contract that look there. */
abstract class StorageMutant implements StorageHarness {

    private final SettableTime time = new SettableTime();
    private final ObjectStore store =
            mutate(new DriverObjectStore(mutate(TestDrivers.inMemory(time)), StorageOptions.defaults()));

    /** Breaks a driver; as it is, unless the mutant breaks the store. */
    ObjectDriver mutate(ObjectDriver driver) {
        return driver;
    }

    /** Breaks a store; as it is, unless the mutant breaks the driver. */
    ObjectStore mutate(ObjectStore store) {
        return store;
    }

    @Override
    public final ObjectStore store() {
        return store;
    }

    @Override
    public final void closeStore() {
        store.close();
    }

    @Override
    public final void pass(Duration duration) {
        time.advance(duration);
    }

    @Override
    public final int raceRounds() {
        return 200;
    }
}
