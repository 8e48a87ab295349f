package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.concurrency.IdempotentCallsContract.Receipt;
import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.Config;
import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.testkit.Leaks;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConcurrencyFactoryTest {

    private static Backends backends(String... settings) {
        Map<String, String> map = new java.util.HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put("patterns.concurrency." + settings[i], settings[i + 1]);
        }
        return Backends.of(Config.of(map));
    }

    @Test
    void everyPortOpensOnTheDefault() {
        try (Backends backends = Backends.inMemory()) {
            Transactor transactor = Transactor.open(backends);
            assertThat(transactor.<Integer, RuntimeException>run(
                            Isolation.SERIALIZABLE,
                            handle -> handle.select("SELECT 1")
                                    .mapTo(Integer.class)
                                    .one()))
                    .isEqualTo(1);
            VersionedStore<String, String> store = VersionedStore.open(backends, String.class);
            assertThat(store.create("k", "v").value()).isEqualTo("v");
            assertThat(IdempotentCalls.open(backends)
                            .run(CallKey.of("s", "k"), Fingerprint.of("r"), Receipt.class, attempt -> new Receipt(1)))
                    .isEqualTo(new Receipt(1));
            assertThat(LeaseManager.open(backends).tryAcquire("l")).isPresent();
            ReadReplicas replicas = ReadReplicas.open(backends);
            assertThat(replicas.<Integer, RuntimeException>read(Position.START, handle -> 1)
                            .value())
                    .isEqualTo(1);
        }
    }

    @Test
    void twoBackendsAreTwoServersWithADatabaseEach() throws java.sql.SQLException {
        try (Backends one = Backends.inMemory();
                Backends other = Backends.inMemory()) {
            new Accounts(Transactor.open(one).dataSource()).create();
            Accounts elsewhere = new Accounts(Transactor.open(other).dataSource());
            assertThatThrownBy(() -> elsewhere.balance(1)).hasMessageContaining("ACCOUNT");
        }
    }

    @Test
    void aNamedDatabaseIsShared() {
        String url = "jdbc:h2:mem:shared-" + UUID.randomUUID();
        try (Backends one = backends("url", url);
                Backends other = backends("url", url)) {
            Accounts accounts = new Accounts(Transactor.open(one).dataSource());
            accounts.create();
            accounts.set(1, 7);
            assertThat(new Accounts(Transactor.open(other).dataSource()).balance(1))
                    .isEqualTo(7);
        }
    }

    @Test
    void aPortIsOpenedOncePerName() {
        try (Backends backends = Backends.inMemory()) {
            Transactor.open(backends);
            Transactor.open(backends, "orders");
            assertThatThrownBy(() -> Transactor.open(backends))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Transactor")
                    .hasMessageContaining("a name of its own");
            assertThatThrownBy(() -> Transactor.open(backends, "orders"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("orders");
            VersionedStore.open(backends, String.class);
            VersionedStore.open(backends, Receipt.class);
            assertThatThrownBy(() -> VersionedStore.open(backends, String.class))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "url, jdbc:postgresql://localhost/app, jdbc:h2: only",
        "url, redis://localhost, jdbc:h2: only",
        "url, no-url, is not a URL",
        "url, jdbc:h2:mem:, name it",
        "timeout, soon, positive duration",
        "max-attempts, 0, from 1 to 10000",
        "tmeout, 5s, did you mean 'timeout'",
        "migrate, maybe, true or false"
    })
    void aBadSettingIsRefusedWithTheWayOut(String option, String value, String message) {
        Leaks leaks = Leaks.watch("patterns-");
        try (Backends backends = backends(option, value)) {
            assertThatThrownBy(() -> Transactor.open(backends))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(message);
        }
        leaks.assertNothingLeft();
    }

    @Test
    void contradictingSettingsAreRefused() {
        try (Backends backends = backends("call-lease", "2h", "call-retention", "1h")) {
            assertThatThrownBy(() -> IdempotentCalls.open(backends))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("shorter than the lease");
        }
    }

    @Test
    void tablesAreNotCreatedWhereNobodyAsked() {
        String url = "jdbc:h2:mem:asked-" + UUID.randomUUID();
        try (Backends backends = backends("url", url, "migrate", "false")) {
            assertThatThrownBy(() -> Transactor.open(backends))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("ConcurrencySchema.migrate");
        }
    }

    @Test
    void settingsReachThePorts() {
        try (Backends backends = backends("timeout", "50ms", "lease-duration", "1h", "call-patience", "1ms")) {
            assertThatThrownBy(() -> Transactor.open(backends).run(Isolation.READ_COMMITTED, handle -> {
                        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
                        return handle.execute("UPDATE patterns_serial SET turns = 1");
                    }))
                    .hasMessageContaining("PT0.05S");
            Lease lease = LeaseManager.open(backends).tryAcquire("l").orElseThrow();
            assertThat(lease.remaining()).isGreaterThan(Duration.ofMinutes(59));
        }
    }

    @Test
    void nothingIsLeftAfterClose() {
        Leaks leaks = Leaks.watch("patterns-", "H2", "MVStore");
        Backends backends = Backends.inMemory();
        Transactor transactor = Transactor.open(backends);
        transactor.run(Isolation.READ_COMMITTED, handle -> 1);
        Lease lease = LeaseManager.open(backends).tryAcquire("l").orElseThrow();
        IdempotentCalls.open(backends);
        ReadReplicas.open(backends);
        backends.close();
        leaks.assertNothingLeft();
        assertThat(lease.isHeld()).isFalse();
        assertThatThrownBy(() -> transactor.run(Isolation.READ_COMMITTED, handle -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
