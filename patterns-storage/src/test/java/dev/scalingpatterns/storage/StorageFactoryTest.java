package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.Config;
import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageFactoryTest {

    @Test
    void withoutConfigurationAStoreIsInMemory() {
        try (Backends backends = Backends.inMemory()) {
            ObjectStore store = ObjectStore.open(backends);
            store.put("k", Content.ofUtf8("text"));
            assertThat(store).isInstanceOf(InMemoryObjectStore.class);
            assertThat(ObjectStore.open(backends, "other").head("k")).isEmpty();
        }
    }

    @Test
    void theStoreIsClosedWithItsBackends() {
        Backends backends = Backends.inMemory();
        ObjectStore store = ObjectStore.open(backends);
        backends.close();
        assertThatIllegalStateException().isThrownBy(store::list).withMessage("this ObjectStore is closed");
    }

    @Test
    void theClockIsThatOfTheBackends() {
        SettableTime time = new SettableTime();
        try (Backends backends = Backends.of(Config.of(Map.of("patterns.storage.url", "memory:")), time)) {
            ObjectStore store = ObjectStore.open(backends);
            time.advance(Duration.ofMillis(1_999));
            store.put("k", Content.ofUtf8("text"));
            assertThat(store.head("k").orElseThrow().lastModified()).isEqualTo(SettableTime.START.plusSeconds(1));
        }
    }

    @Test
    void aListenerIsTold() {
        AtomicInteger puts = new AtomicInteger();
        StorageListener listener = new StorageListener() {
            @Override
            public void onSuccess(Operation operation, Duration took) {
                puts.incrementAndGet();
            }
        };
        try (Backends backends = Backends.inMemory()) {
            ObjectStore store =
                    ObjectStore.open(backends, "", StorageOptions.defaults().withListener(listener));
            store.put("k", Content.ofUtf8("text"));
            assertThat(puts).hasValue(1);
        }
    }

    @Test
    void theMaximumSizeIsAnOptionOfEachInstance() {
        Config config = Config.of(Map.of("patterns.storage.small.maximum-size", "1KB"));
        try (Backends backends = Backends.of(config)) {
            ObjectStore small = ObjectStore.open(backends, "small");
            small.put("k", Content.of(new byte[1_024]));
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> small.put("l", Content.of(new byte[1])))
                    .withMessageContaining("1024 of 1024 bytes are taken");
        }
    }

    @Test
    void anInstanceIsOpenedOnce() {
        try (Backends backends = Backends.inMemory()) {
            ObjectStore.open(backends, "photos");
            assertThatIllegalStateException()
                    .isThrownBy(() -> ObjectStore.open(backends, "photos"))
                    .withMessageContaining("the storage instance 'photos' is open already");
            assertThatIllegalArgumentException().isThrownBy(() -> ObjectStore.open(backends, "Not A Name"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url|s3://photos|there is no object store 's3:' in this version; allowed: memory:",
                "url|file:///var/photos|there is no object store 'file:' in this version; allowed: memory:",
                "url|memory:photos|a store in memory has no name and no parameters; write memory:",
                "url|memory:?a=b|a store in memory has no name and no parameters; write memory:",
                "url|memory|is not a URL",
                "url|two words:|is not a URL",
                "maximum-size|0B|the maximum size is 1B or more",
                "maximum-size|many|is not a size such as 512B, 64KB, 8MB or 1GB",
                "maximum-sizes|1KB|did you mean 'maximum-size'?",
                "buckets|b|allowed: maximum-size, url"
            })
    void aBadSettingIsRefusedWithTheWayOut(String option, String value, String message) {
        try (Backends backends = Backends.of(Config.of(Map.of("patterns.storage." + option, value)))) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> ObjectStore.open(backends))
                    .withMessageContaining("patterns.storage." + option)
                    .withMessageContaining(message);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // null is what is tested
    void nullIsRefusedByName() {
        try (Backends backends = Backends.inMemory()) {
            assertThatNullPointerException()
                    .isThrownBy(() -> ObjectStore.open(null))
                    .withMessage("backends");
            assertThatNullPointerException()
                    .isThrownBy(() -> ObjectStore.open(backends, null))
                    .withMessage("name");
            assertThatNullPointerException()
                    .isThrownBy(() -> ObjectStore.open(backends, "", null))
                    .withMessage("options");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // null is what is tested
    void theBuilderRefusesWhatMakesNoSense() {
        InMemoryObjectStore.Builder builder = InMemoryObjectStore.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maximumSize(0))
                .withMessage("the maximum size is 1 byte or more, not 0");
        assertThatNullPointerException().isThrownBy(() -> builder.time(null)).withMessage("time");
        assertThatNullPointerException().isThrownBy(() -> builder.random(null)).withMessage("random");
        assertThatNullPointerException().isThrownBy(() -> builder.options(null)).withMessage("options");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StorageOptions.defaults().withReadResumes(-1));
        assertThatNullPointerException()
                .isThrownBy(() -> StorageOptions.defaults().withListener(null))
                .withMessage("listener");
    }
}
