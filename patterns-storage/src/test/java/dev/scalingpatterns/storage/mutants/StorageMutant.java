package dev.scalingpatterns.storage.mutants;

import dev.scalingpatterns.storage.ObjectStore;
import dev.scalingpatterns.storage.ObjectStoreContract;
import dev.scalingpatterns.storage.StorageOptions;
import dev.scalingpatterns.storage.TestDrivers;
import dev.scalingpatterns.storage.spi.DriverObjectStore;
import dev.scalingpatterns.storage.spi.ObjectDriver;
import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;

/** The contract over a store that breaks one promise, the naive way. */
abstract class StorageMutant extends ObjectStoreContract {

    private final SettableTime time = new SettableTime();

    /** Breaks a driver; as it is, unless the mutant breaks the store. */
    ObjectDriver mutate(ObjectDriver driver) {
        return driver;
    }

    /** Breaks a store; as it is, unless the mutant breaks the driver. */
    ObjectStore mutate(ObjectStore store) {
        return store;
    }

    @Override
    protected final ObjectStore open() {
        return mutate(new DriverObjectStore(mutate(TestDrivers.inMemory(time)), StorageOptions.defaults()));
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
