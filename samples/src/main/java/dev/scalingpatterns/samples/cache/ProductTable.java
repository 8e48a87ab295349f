package dev.scalingpatterns.samples.cache;

import dev.scalingpatterns.core.sql.JdbcPool;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Products in a SQL database whose query takes 200 ms, as one that joins and sorts does. Counts its queries. */
final class ProductTable implements AutoCloseable {

    static final int QUERY_MILLIS = 200;
    static final int PRODUCTS = 40;

    private static final int CONNECTIONS = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final JdbcPool pool;
    private final AtomicInteger queries = new AtomicInteger();

    /** A database of its own, which answers {@value #CONNECTIONS} queries at once; who comes later waits. */
    ProductTable() {
        pool = JdbcPool.builder("jdbc:h2:mem:" + UUID.randomUUID())
                .maximumPoolSize(CONNECTIONS)
                .borrowTimeout(PATIENCE)
                .open();
        pool.jdbi().useHandle(handle -> {
            handle.execute("CREATE ALIAS SLEEP FOR 'java.lang.Thread.sleep(long)'");
            handle.execute("CREATE TABLE product (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL, cents INT NOT NULL)");
            for (int id = 0; id < PRODUCTS; id++) {
                handle.execute("INSERT INTO product VALUES (?, ?, ?)", id, "Product " + id, 100);
            }
        });
    }

    Product load(int id) {
        queries.incrementAndGet();
        return pool.jdbi()
                .withHandle(handle -> handle.select(
                                "SELECT id, name, cents, SLEEP(?) AS slow FROM product WHERE id = ?", QUERY_MILLIS, id)
                        .map((row, context) ->
                                new Product(row.getInt("id"), row.getString("name"), row.getInt("cents")))
                        .one());
    }

    void setPrice(int id, int cents) {
        pool.jdbi().useHandle(handle -> handle.execute("UPDATE product SET cents = ? WHERE id = ?", cents, id));
    }

    int queries() {
        return queries.get();
    }

    @Override
    public void close() {
        pool.close();
    }
}
