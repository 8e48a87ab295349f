package dev.scalingpatterns.concurrency;

import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2IdempotentCallsTest extends TransactionalCallsContract {

    private static H2Database database;

    @BeforeAll
    static void openDatabase() {
        database = H2Database.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Override
    protected DataSource database() {
        return database.dataSource();
    }

    @Override
    protected TransactionalCalls open(DataSource pool, CallOptions options) {
        return JdbiIdempotentCalls.builder(JdbiTransactor.builder(pool).build())
                .options(options)
                .build();
    }

    @Override
    protected void pass(Duration duration) {
        moveBack(database(), duration);
    }

    /** The database's clock cannot be set; what it is compared with can be moved back. */
    static void moveBack(DataSource database, Duration duration) {
        String moved = "DATEADD('MILLISECOND', " + -duration.toMillis() + ", %s)";
        new Accounts(database)
                .execute("UPDATE patterns_call SET lease_until = " + moved.formatted("lease_until") + ", expires_at = "
                        + moved.formatted("expires_at"));
    }
}
