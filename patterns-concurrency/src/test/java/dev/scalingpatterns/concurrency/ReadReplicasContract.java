package dev.scalingpatterns.concurrency;

import static dev.scalingpatterns.concurrency.Isolation.READ_COMMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingpatterns.testkit.Race;
import java.io.IOException;
import java.util.Locale;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ReadReplicas} promises, whether it has replicas or one database only. */
public abstract class ReadReplicasContract {

    /** The primary, each connection committing every statement unless told otherwise. */
    protected abstract DataSource primary();

    /** The database as the application sees it. */
    protected abstract ReadReplicas open();

    private Accounts accounts;
    private ReadReplicas replicas;

    @BeforeEach
    void openReplicas() {
        accounts = new Accounts(primary());
        accounts.create();
        for (int id = 0; id < 4; id++) {
            accounts.set(id, 0);
        }
        replicas = open();
    }

    @AfterEach
    void closeReplicas() {
        replicas.close();
    }

    private static int balance(Handle handle, int id) {
        return handle.select("SELECT balance FROM account WHERE id = ?", id)
                .mapTo(Integer.class)
                .one();
    }

    private static int deposit(Handle handle, int id) {
        handle.execute("UPDATE account SET balance = balance + 1 WHERE id = ?", id);
        return balance(handle, id);
    }

    @Test
    void aReadAtAWritesPositionSeesIt() {
        Race.of(4).rounds(25).run((thread, round) -> {
            Positioned<Integer> written = replicas.write(READ_COMMITTED, handle -> deposit(handle, thread));
            // As it comes back in the next request, to whichever server.
            Position carried = new Position(written.position().token());
            int seen = replicas.read(carried, handle -> balance(handle, thread)).value();
            assertThat(seen).isGreaterThanOrEqualTo(written.value());
        });
    }

    @Test
    void readsThatPassTheirPositionOnNeverGoBack() {
        Position position = Position.START;
        int last = 0;
        for (int i = 0; i < 20; i++) {
            replicas.write(READ_COMMITTED, handle -> deposit(handle, 1));
            Positioned<Integer> read = replicas.read(position, handle -> balance(handle, 1));
            assertThat(read.value()).isGreaterThanOrEqualTo(last);
            last = read.value();
            position = read.position();
        }
    }

    @Test
    void theLaterOfTwoPositionsSeesBoth() {
        Positioned<Integer> one = replicas.write(READ_COMMITTED, handle -> deposit(handle, 1));
        Positioned<Integer> two = replicas.write(READ_COMMITTED, handle -> deposit(handle, 2));
        for (Position both : new Position[] {
            replicas.later(one.position(), two.position()), replicas.later(two.position(), one.position())
        }) {
            assertThat(replicas.<Integer, RuntimeException>read(both, handle -> balance(handle, 1))
                            .value())
                    .isEqualTo(1);
            assertThat(replicas.<Integer, RuntimeException>read(both, handle -> balance(handle, 2))
                            .value())
                    .isEqualTo(1);
        }
        assertThat(replicas.later(Position.START, one.position())).isEqualTo(one.position());
        assertThat(replicas.later(Position.START, Position.START)).isEqualTo(Position.START);
    }

    @Test
    void everythingHasReachedTheStart() {
        assertThat(replicas.<Integer, RuntimeException>read(Position.START, handle -> balance(handle, 1))
                        .value())
                .isZero();
    }

    @Test
    void aReadDoesNotWrite() {
        assertThatThrownBy(() -> replicas.read(Position.START, handle -> deposit(handle, 1)))
                .isInstanceOf(RuntimeException.class)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT))
                        .contains("read-only"));
        assertThat(accounts.balance(1)).isZero();
    }

    @Test
    void aWriteThatThrowsIsRolledBack() {
        assertThatThrownBy(() -> replicas.write(READ_COMMITTED, handle -> {
                    deposit(handle, 1);
                    throw new IOException("no");
                }))
                .isInstanceOf(IOException.class);
        assertThat(accounts.balance(1)).isZero();
    }

    @Test
    void aForeignPositionIsRefused() {
        Position foreign = new Position("somewhere-else");
        assertThatThrownBy(() -> replicas.read(foreign, handle -> balance(handle, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("somewhere-else");
        assertThatThrownBy(() -> replicas.later(Position.START, foreign)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Position("a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("visible ASCII");
        assertThatThrownBy(() -> new Position("x".repeat(1001))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void afterCloseNothingWorks() {
        replicas.close();
        replicas.close();
        assertThatThrownBy(() -> replicas.read(Position.START, handle -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ReadReplicas");
        assertThatThrownBy(() -> replicas.write(READ_COMMITTED, handle -> 1)).isInstanceOf(IllegalStateException.class);
    }
}
