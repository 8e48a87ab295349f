package dev.scalingpatterns.concurrency.mutants;

import dev.scalingpatterns.concurrency.JdbiTransactor;
import dev.scalingpatterns.concurrency.TransactionBody;
import dev.scalingpatterns.concurrency.TransactionDefinition;
import dev.scalingpatterns.concurrency.Transactor;
import dev.scalingpatterns.concurrency.TransactorContract;
import dev.scalingpatterns.concurrency.TransactorOptions;
import dev.scalingpatterns.concurrency.UnknownCommitException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** "Restart the transaction and repeat all queries" when the answer to COMMIT is lost. */
public class RepeatingTransactor extends TransactorContract {

    private final TestDatabase database = new TestDatabase();

    @Override
    protected DataSource database() {
        return database.dataSource();
    }

    @Override
    protected Transactor open(DataSource pool, TransactorOptions options) {
        return new DelegatingTransactor(JdbiTransactor.builder(pool)
                .options(options.withTimeout(Duration.ofSeconds(1)))
                .build()) {
            @Override
            public <T extends @Nullable Object, X extends Exception> T run(
                    TransactionDefinition definition, TransactionBody<T, X> body) throws X {
                TransactionDefinition keyless = TransactionDefinition.of(definition.isolation());
                for (; ; ) {
                    try {
                        return super.run(keyless, body);
                    } catch (UnknownCommitException e) {
                        // Again.
                    }
                }
            }
        };
    }
}
