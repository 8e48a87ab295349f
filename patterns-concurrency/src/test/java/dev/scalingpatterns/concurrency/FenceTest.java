package dev.scalingpatterns.concurrency;

import static dev.scalingpatterns.concurrency.Isolation.READ_COMMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.testkit.Race;
import dev.scalingpatterns.testkit.SettableTime;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FenceTest {

    private static H2Database database;

    private final SettableTime time = new SettableTime();
    private final LeaseManager leases = InMemoryLeaseManager.builder()
            .time(time)
            .renewals(new ManualScheduler(time))
            .options(LeaseOptions.defaults().withRenewal(false))
            .build();
    private Accounts accounts;
    private Transactor transactor;

    @BeforeAll
    static void openDatabase() {
        database = H2Database.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void createAccounts() {
        accounts = new Accounts(database.dataSource());
        accounts.create();
        accounts.set(1, 0);
        accounts.execute("DELETE FROM patterns_fence");
        transactor = JdbiTransactor.builder(database.dataSource()).build();
    }

    private Lease next() {
        time.advance(LeaseOptions.defaults().duration());
        return leases.tryAcquire("report").orElseThrow();
    }

    private void write(Isolation isolation, Lease lease, int balance) {
        transactor.use(isolation, handle -> {
            Fence.check(handle, lease);
            handle.execute("UPDATE account SET balance = ? WHERE id = 1", balance);
        });
    }

    @ParameterizedTest
    @EnumSource(Isolation.class)
    void aStaleHolderIsRefusedWhereItWrites(Isolation isolation) {
        Lease stale = next();
        write(isolation, stale, 1);
        write(isolation, stale, 2);
        Lease current = next();
        write(isolation, current, 3);
        assertThatThrownBy(() -> write(isolation, stale, 4))
                .isInstanceOfSatisfying(
                        LeaseLostException.class, e -> assertThat(e.token()).isEqualTo(stale.token()))
                .hasMessageContaining("report");
        assertThat(accounts.balance(1)).isEqualTo(3);
        write(isolation, current, 5);
        assertThat(accounts.balance(1)).isEqualTo(5);
    }

    @Test
    void aTokenWhoseWriteWasRolledBackRefusesNobody() {
        Lease first = next();
        Lease second = next();
        assertThatThrownBy(() -> transactor.use(READ_COMMITTED, handle -> {
                    Fence.check(handle, second);
                    throw new IOException("no");
                }))
                .isInstanceOf(IOException.class);
        write(READ_COMMITTED, first, 7);
        assertThat(accounts.balance(1)).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource(Isolation.class)
    void ofManyHoldersTheLatestIsTheLastToWrite(Isolation isolation) {
        Lease[] holders = {next(), next(), next(), next()};
        AtomicInteger refused = new AtomicInteger();
        Race.of(4).rounds(5).run((thread, round) -> {
            try {
                write(isolation, holders[thread], thread);
            } catch (LeaseLostException e) {
                refused.incrementAndGet();
            }
        });
        assertThat(accounts.balance(1)).isEqualTo(3);
        assertThat(refused.get()).isPositive();
    }

    @Test
    void aFenceStandsInATransactorsTransactionThatWrites() {
        Lease lease = next();
        assertThatThrownBy(() ->
                        transactor.run(TransactionDefinition.of(READ_COMMITTED).readOnly(), handle -> {
                            Fence.check(handle, lease);
                            return 1;
                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("read-only");
        assertThatThrownBy(() -> org.jdbi.v3.core.Jdbi.create(database.dataSource())
                        .useHandle(handle -> Fence.check(handle, lease)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no transactor's");
    }
}
