package dev.scalingpatterns.concurrency.mutants;

import dev.scalingpatterns.concurrency.JdbiTransactor;
import dev.scalingpatterns.concurrency.TransactionBody;
import dev.scalingpatterns.concurrency.TransactionDefinition;
import dev.scalingpatterns.concurrency.Transactor;
import dev.scalingpatterns.concurrency.TransactorContract;
import dev.scalingpatterns.concurrency.TransactorOptions;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Read, compute, write with no transaction at all: every statement commits by itself. */
public class AutoCommitTransactor extends TransactorContract {

    private final TestDatabase database = new TestDatabase();

    @Override
    protected DataSource database() {
        return database.dataSource();
    }

    @Override
    protected Transactor open(DataSource pool, TransactorOptions options) {
        return new DelegatingTransactor(
                JdbiTransactor.builder(pool).options(options).build()) {
            @Override
            public <T extends @Nullable Object, X extends Exception> T run(
                    TransactionDefinition definition, TransactionBody<T, X> body) throws X {
                return Jdbi.create(pool).withHandle(body::run);
            }
        };
    }
}
