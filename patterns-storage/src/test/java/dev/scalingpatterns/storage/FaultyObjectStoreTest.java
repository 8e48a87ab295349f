package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.storage.spi.DriverObjectStore;
import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The whole contract while sources, calls and bodies fail at random places. */
class FaultyObjectStoreTest extends ObjectStoreContract {

    // Named in a failure by the test's report; another number is another run of the same promises.
    private static final long SEED = 20_261_121L;

    private final SettableTime time = new SettableTime();
    private final Random random = new Random(SEED);
    private final FaultyDriver driver = new FaultyDriver(TestDrivers.inMemory(time), random);
    private final FaultyStore faulty = new FaultyStore(
            new DriverObjectStore(driver, StorageOptions.defaults().withReadResumes(5)), driver, random);

    @Override
    protected ObjectStore open() {
        return faulty;
    }

    @Override
    public void pass(Duration duration) {
        time.advance(duration);
    }

    @Override
    public int raceRounds() {
        return 300;
    }

    @Test
    void theFaultsAreReal() {
        for (int i = 0; i < 200; i++) {
            byte[] bytes = StorageHarness.bytes(50_000 + i, i);
            store().put("k", Content.of(bytes));
            assertThat(read("k")).isEqualTo(bytes);
        }
        assertThat(driver.faults()).isGreaterThan(200);
        assertThat(faulty.brokenOff()).isGreaterThan(200);
    }
}
