package dev.scalingpatterns.concurrency.mutants;

import dev.scalingpatterns.concurrency.Isolation;
import dev.scalingpatterns.concurrency.JdbiTransactor;
import dev.scalingpatterns.concurrency.TransactionBody;
import dev.scalingpatterns.concurrency.TransactionDefinition;
import dev.scalingpatterns.concurrency.Transactor;
import dev.scalingpatterns.concurrency.TransactorContract;
import dev.scalingpatterns.concurrency.TransactorOptions;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * The usual wrapper: the database's own level, commit when the body returns, again when it throws a conflict. What the body
 * swallowed it does not see, and what the level is worth it does not ask.
 */
public class SwallowingTransactor extends TransactorContract {

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
                for (int attempt = 1; ; attempt++) {
                    try {
                        return Jdbi.create(pool).inTransaction(level(definition.isolation()), body::run);
                    } catch (JdbiException e) {
                        if (!(e.getCause() instanceof SQLException sql)
                                || !"40001".equals(sql.getSQLState())
                                || attempt == 20) {
                            throw e;
                        }
                    }
                }
            }
        };
    }

    private static TransactionIsolationLevel level(Isolation isolation) {
        return switch (isolation) {
            case READ_COMMITTED -> TransactionIsolationLevel.READ_COMMITTED;
            case REPEATABLE_READ -> TransactionIsolationLevel.REPEATABLE_READ;
            case SERIALIZABLE -> TransactionIsolationLevel.SERIALIZABLE;
        };
    }
}
