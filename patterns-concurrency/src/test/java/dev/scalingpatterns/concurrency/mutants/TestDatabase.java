package dev.scalingpatterns.concurrency.mutants;

import dev.scalingpatterns.concurrency.ConcurrencySchema;
import dev.scalingpatterns.core.sql.JdbcPool;
import javax.sql.DataSource;

/** One database in memory for all mutants: their suites make a new instance of their class for every test. */
final class TestDatabase {

    private static final JdbcPool POOL = open();

    private static JdbcPool open() {
        JdbcPool pool =
                JdbcPool.builder("jdbc:h2:mem:mutants").maximumPoolSize(16).open();
        ConcurrencySchema.migrate(pool.dataSource());
        return pool;
    }

    DataSource dataSource() {
        return POOL.dataSource();
    }
}
