package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.sql.JdbcPool;
import java.util.UUID;
import javax.sql.DataSource;

/** A database of its own in memory, with this module's tables, for one test class. */
final class H2Database implements AutoCloseable {

    private final JdbcPool pool;

    private H2Database(JdbcPool pool) {
        this.pool = pool;
    }

    static H2Database open() {
        JdbcPool pool = JdbcPool.builder("jdbc:h2:mem:test-" + UUID.randomUUID())
                .maximumPoolSize(16)
                .open();
        ConcurrencySchema.migrate(pool.dataSource());
        return new H2Database(pool);
    }

    DataSource dataSource() {
        return pool.dataSource();
    }

    @Override
    public void close() {
        pool.close();
    }
}
