package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.storage.spi.DriverObjectStore;
import dev.scalingpatterns.testkit.Race;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the store in memory takes, and gives back, of the memory. */
class InMemoryLimitsTest {

    private static final int MAXIMUM = 1_000_000;

    private final InMemoryDriver driver = new InMemoryDriver(MAXIMUM, InstantSource.system(), new SplittableRandom(1));
    private final ObjectStore store = new DriverObjectStore(driver, StorageOptions.defaults());

    private long stored() {
        return store.list().objects().mapToLong(ListEntry.ObjectEntry::size).sum();
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheWayOut() {
        store.put("a", Content.of(new byte[900_000]));
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> store.put("b", Content.of(new byte[100_001])))
                .withMessage(
                        "storage.put b: the store in memory is full: 900000 of 1000000 bytes are taken, 100001 more do"
                                + " not fit; delete objects, raise maximum-size, or use a store that is not in memory");
        store.put("b", Content.of(new byte[100_000]));
        assertThat(driver.used()).isEqualTo(MAXIMUM);
    }

    @Test
    void aMereClaimIsRefusedBeforeTheFirstByte() {
        AtomicInteger opened = new AtomicInteger();
        Content claim = Content.of(
                () -> {
                    opened.incrementAndGet();
                    return new ByteArrayInputStream(new byte[1]);
                },
                1L << 40);
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> store.put("a", claim))
                .withMessageContaining("1099511627776 more do not fit");
        assertThat(opened).hasValue(0);
        assertThat(driver.used()).isZero();
    }

    @Test
    void aStreamOfUnknownLengthStopsAtTheMaximum() {
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> store.put("a", Content.once(new ByteArrayInputStream(new byte[MAXIMUM + 1]))));
        try (ObjectWriter writer = store.writer("a")) {
            writer.write(new byte[MAXIMUM]);
            assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> writer.write(1));
        }
        assertThat(driver.used()).isZero();
        assertThat(store.list()).isEmpty();
    }

    @Test
    void roomIsGivenBackByWhateverEndsAnObject() throws IOException {
        store.put("a", Content.of(new byte[100]));
        store.put("a", Content.of(new byte[70]));
        assertThat(driver.used()).isEqualTo(70);
        store.copy("a", "b");
        assertThat(driver.used()).isEqualTo(140);
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> store.copy("a", "b", Condition.ifAbsent()));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> store.put("a", Content.of(new byte[9]), Condition.ifAbsent()));
        assertThat(driver.used()).isEqualTo(140);
        try (ObjectWriter writer = store.writer("c")) {
            writer.write(new byte[500]);
            assertThat(driver.used()).isEqualTo(640);
        }
        assertThat(driver.used()).isEqualTo(140);
        store.delete("a");
        store.deleteAll(List.of("b", "a"));
        assertThat(driver.used()).isZero();
    }

    @Test
    void aCopyThatDoesNotFitIsRefused() {
        store.put("a", Content.of(new byte[600_000]));
        assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> store.copy("a", "b"));
        assertThat(store.list().keys()).containsExactly("a");
        assertThat(driver.used()).isEqualTo(600_000);
    }

    @Test
    void afterTwoThousandFaultsNothingIsHalfAndNothingIsLost() {
        long seed = 61L;
        Random random = new Random(seed);
        byte[][] held = new byte[20][];
        int faults = 0;
        for (int i = 0; i < 4_000; i++) {
            int slot = random.nextInt(held.length);
            byte[] bytes = StorageHarness.bytes(random.nextInt(20_000), i);
            boolean broken = random.nextBoolean();
            if (broken) {
                faults++;
                breakOff("k" + slot, bytes, random);
            } else {
                store.put("k" + slot, Content.of(bytes));
                held[slot] = bytes;
            }
            if (held[slot] != null) {
                assertThat(store.get("k" + slot).orElseThrow().readAllBytes())
                        .as("seed %s, step %s", seed, i)
                        .isEqualTo(held[slot]);
            }
        }
        assertThat(faults).isGreaterThan(1_500);
        assertThat(driver.used()).isEqualTo(stored());
    }

    private void breakOff(String key, byte[] bytes, Random random) {
        IOException cut = new IOException("cut");
        try {
            switch (random.nextInt(4)) {
                case 0 ->
                    store.put(key, Content.once(StorageHarness.failing(bytes, random.nextInt(bytes.length + 1), cut)));
                case 1 -> store.put(key, Content.of(() -> new ByteArrayInputStream(bytes), bytes.length + 1L));
                case 2 ->
                    store.put(
                            key,
                            Content.of(bytes),
                            PutOptions.defaults().withChecksum(new Checksum(Checksum.Algorithm.CRC32C, "00c0ffee")));
                default -> {
                    try (ObjectWriter writer = store.writer(key)) {
                        writer.write(bytes);
                    }
                    return;
                }
            }
        } catch (RuntimeException e) {
            return;
        }
        throw new AssertionError("a broken put was reported as a success");
    }

    @Test
    void theAccountIsRightAfterARace() {
        Race.of(8).run((thread, none) -> {
            Random random = new Random(thread);
            for (int i = 0; i < 500; i++) {
                String key = "k" + random.nextInt(5);
                switch (random.nextInt(4)) {
                    case 0 -> store.delete(key);
                    case 1 -> store.copy(key, "k" + random.nextInt(5));
                    default -> store.put(key, Content.of(new byte[random.nextInt(3_000)]));
                }
            }
        });
        assertThat(driver.used()).isEqualTo(stored());
    }

    @Test
    void nothingDoublesInMemory() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int size = 32 << 20;
        ObjectStore large = InMemoryObjectStore.builder().build();
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 7);
        large.put("warm", Content.ofUtf8("up"));
        long before = threads.getCurrentThreadAllocatedBytes();
        large.put("k", Content.once(new ByteArrayInputStream(bytes)));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // The bytes once, and at most one chunk that grew, the buffer and small things.
        assertThat(allocated).isBetween((long) size, size + (4L << 20));
        before = threads.getCurrentThreadAllocatedBytes();
        large.copy("k", "copied");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1L << 20);
        large.close();
    }
}
