package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.concurrency.FaultyPool.CommitFault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Any sequence of transactions, with failures of bodies, statements, connections and commits, leaves what a map has to which
 * each whole transaction was applied once, or not at all.
 */
public abstract class TransactorModelContract {

    /** At least ten connections to one database, each committing every statement unless told otherwise. */
    protected abstract DataSource database();

    /** A transactor on this pool, which may be faulty. */
    protected abstract Transactor open(DataSource pool);

    private enum End {
        RETURN,
        THROW,
        SWALLOW_DUPLICATE,
        LOSE_REPLY,
        LOSE_REQUEST,
        BREAK,
        NO_CONNECTION
    }

    /** One write. */
    private record Write(int account, int amount) {}

    /** One transaction. */
    private record Step(Isolation isolation, List<Write> writes, End end, boolean keyed) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<List<Write>> writes = Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 9))
                .as(Write::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
        return Combinators.combine(
                        Arbitraries.of(Isolation.values()),
                        writes,
                        Arbitraries.of(End.values()),
                        Arbitraries.of(true, false))
                .as(Step::new)
                .list()
                .ofMaxSize(12);
    }

    @Property(tries = 40)
    void theDatabaseHoldsWhatTheModelHolds(@ForAll("steps") List<Step> steps) {
        Accounts accounts = new Accounts(database());
        accounts.create();
        Map<Integer, Integer> model = new HashMap<>();
        for (int id = 1; id <= 3; id++) {
            accounts.set(id, 0);
            model.put(id, 0);
        }
        FaultyPool pool = new FaultyPool(database());
        try (Transactor transactor = open(pool)) {
            for (Step step : steps) {
                Boolean applied = applied(pool, transactor, step);
                if (applied == null) {
                    // Unknown, as it must be without a key: the fault says what is true.
                    applied = step.end == End.LOSE_REPLY;
                }
                if (applied) {
                    step.writes.forEach(write -> model.merge(write.account, write.amount, Integer::sum));
                }
                for (Map.Entry<Integer, Integer> entry : model.entrySet()) {
                    assertThat(accounts.balance(entry.getKey())).isEqualTo(entry.getValue());
                }
            }
        }
    }

    /** Whether the transactor says that it was committed; null if it says that it cannot know. */
    private static @Nullable Boolean applied(FaultyPool pool, Transactor transactor, Step step) {
        switch (step.end) {
            case LOSE_REPLY -> pool.atNextCommit(CommitFault.LOSE_REPLY);
            case LOSE_REQUEST -> pool.atNextCommit(CommitFault.LOSE_REQUEST);
            case BREAK -> pool.breakAtStatements(1);
            case NO_CONNECTION -> pool.failBorrows(1);
            default -> {
                // No fault of the network.
            }
        }
        TransactionDefinition definition = TransactionDefinition.of(step.isolation);
        TransactionOutcome<Integer> outcome = transactor.attempt(
                step.keyed ? definition.key(UUID.randomUUID().toString()) : definition, handle -> body(handle, step));
        if (outcome instanceof TransactionOutcome.Unknown<Integer>) {
            assertThat(step.keyed).isFalse();
            assertThat(step.end).isIn(End.LOSE_REPLY, End.LOSE_REQUEST);
            return null;
        }
        return outcome instanceof TransactionOutcome.Committed<Integer>;
    }

    private static int body(Handle handle, Step step) {
        for (Write write : step.writes) {
            int balance = handle.select("SELECT balance FROM account WHERE id = ?", write.account)
                    .mapTo(Integer.class)
                    .one();
            handle.execute("UPDATE account SET balance = ? WHERE id = ?", balance + write.amount, write.account);
        }
        if (step.end == End.THROW) {
            throw new WantedException("a failure");
        }
        if (step.end == End.SWALLOW_DUPLICATE) {
            try {
                handle.execute("INSERT INTO account (id, balance) VALUES (1, 1)");
            } catch (JdbiException e) {
                assertThat(e).isNotNull();
            }
        }
        return 1;
    }
}
