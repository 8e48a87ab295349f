package dev.scalingpatterns.samples.writes;

import dev.scalingpatterns.concurrency.Isolation;
import dev.scalingpatterns.concurrency.Transactor;
import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.samples.Crowd;
import dev.scalingpatterns.samples.Problem;
import dev.scalingpatterns.samples.Progress;
import dev.scalingpatterns.samples.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** An account holds 100; several withdrawals of 80 come at once, and one of them may succeed. */
public final class Withdrawals implements Problem {

    private static final int ROUNDS = 3_000;
    private static final int THREADS = 4;
    private static final int BALANCE = 100;
    private static final int AMOUNT = 80;

    /** Tries to withdraw once: the one thing in which the naive code and the pattern differ. */
    private interface Bank {
        boolean withdraw(int account) throws Exception;
    }

    @Override
    public String name() {
        return "writes";
    }

    @Override
    public String question() {
        return "A balance of 100, withdrawals of 80 at once: does more than one succeed?";
    }

    @Override
    public String backend() {
        return "H2 in memory";
    }

    /** The naive code: read, compute, write in a transaction as the database begins one. */
    @Override
    public Result naive(Progress progress) throws Exception {
        try (Backends backends = Backends.inMemory()) {
            Jdbi jdbi = Jdbi.create(Transactor.open(backends).dataSource());
            Figures figures = run(
                    jdbi,
                    account -> jdbi.inTransaction(
                            TransactionIsolationLevel.READ_COMMITTED, handle -> readComputeWrite(handle, account)),
                    progress);
            return new Result(figures.created > 0, figures.summary(), figures.map());
        }
    }

    /** The pattern: the same body, run by a transactor that lets no such anomaly through. */
    @Override
    public Result pattern(Progress progress) throws Exception {
        try (Backends backends = Backends.inMemory()) {
            Transactor transactor = Transactor.open(backends);
            Figures figures = run(
                    Jdbi.create(transactor.dataSource()),
                    account -> transactor.run(Isolation.SERIALIZABLE, handle -> readComputeWrite(handle, account)),
                    progress);
            return new Result(figures.created == 0 && figures.paid == ROUNDS, figures.summary(), figures.map());
        }
    }

    private static boolean readComputeWrite(Handle handle, int account) {
        int balance = handle.select("SELECT balance FROM account WHERE id = ?", account)
                .mapTo(Integer.class)
                .one();
        if (balance < AMOUNT) {
            return false;
        }
        handle.execute("UPDATE account SET balance = ? WHERE id = ?", balance - AMOUNT, account);
        return true;
    }

    private static Figures run(Jdbi jdbi, Bank bank, Progress progress) throws Exception {
        progress.of(ROUNDS);
        jdbi.useHandle(handle -> handle.execute("CREATE TABLE account (id INT PRIMARY KEY, balance INT NOT NULL)"));
        Figures figures = new Figures();
        try (Crowd crowd = new Crowd(THREADS)) {
            for (int account = 0; account < ROUNDS; account++) {
                int id = account;
                jdbi.useHandle(handle -> handle.execute("INSERT INTO account VALUES (?, ?)", id, BALANCE));
                long paid = crowd.all(() -> bank.withdraw(id)).stream()
                        .filter(Boolean::booleanValue)
                        .count();
                int left = jdbi.withHandle(handle -> handle.select("SELECT balance FROM account WHERE id = ?", id)
                        .mapTo(Integer.class)
                        .one());
                figures.add((int) paid, left);
                progress.step();
            }
        }
        return figures;
    }

    private static final class Figures {

        private int paid;
        private int refused;
        private int created;

        void add(int succeeded, int left) {
            paid += succeeded;
            refused += THREADS - succeeded;
            created += succeeded * AMOUNT - (BALANCE - left);
        }

        String summary() {
            return created + " created, " + refused + " of " + ROUNDS * THREADS + " withdrawals refused";
        }

        Map<String, Object> map() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("accounts", ROUNDS);
            map.put("threads", THREADS);
            map.put("withdrawalsPaid", paid);
            map.put("withdrawalsRefused", refused);
            map.put("moneyCreated", created);
            return map;
        }
    }
}
