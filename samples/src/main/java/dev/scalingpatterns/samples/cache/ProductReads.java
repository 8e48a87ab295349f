package dev.scalingpatterns.samples.cache;

import dev.scalingpatterns.cache.Cache;
import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.samples.Crowd;
import dev.scalingpatterns.samples.Latencies;
import dev.scalingpatterns.samples.Problem;
import dev.scalingpatterns.samples.Progress;
import dev.scalingpatterns.samples.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A thousand readers ask for one product that no cache holds yet; later prices change while readers load. */
public final class ProductReads implements Problem {

    private static final int READERS = 1_000;
    private static final int UPDATES = 10;
    private static final int HOT = 0;
    private static final int NEW_PRICE = 200;
    private static final double TARGET_MILLIS = 2;

    /** A cache beside the table: the one thing in which the naive code and the pattern differ. */
    private interface Products {
        Product get(int id) throws Exception;

        void invalidate(int id);
    }

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public String question() {
        return "1,000 readers of one product whose query takes 200 ms, then updates: how many queries, how stale?";
    }

    @Override
    public String backend() {
        return "memory";
    }

    /** The naive code: get, and if there is none, load and set. */
    @Override
    public Result naive(Progress progress) throws Exception {
        try (ProductTable table = new ProductTable()) {
            Map<Integer, Product> map = new ConcurrentHashMap<>();
            Figures figures = run(table, new GetThenSet(map, table), progress);
            return new Result(figures.coldQueries > 1 && figures.stale > 0, figures.summary(), figures.map());
        }
    }

    /** The pattern: one load however many ask, and none that began before an invalidation outlives it. */
    @Override
    public Result pattern(Progress progress) throws Exception {
        try (Backends backends = Backends.inMemory();
                ProductTable table = new ProductTable()) {
            Cache<Integer, Product> cache =
                    Cache.<Integer, Product>builder("products").open(backends);
            Figures figures = run(table, new ThroughACache(cache, table), progress);
            return new Result(
                    figures.coldQueries == 1 && figures.stale == 0 && figures.warm.millis(50) <= TARGET_MILLIS,
                    figures.summary(),
                    figures.map());
        }
    }

    private static Figures run(ProductTable table, Products products, Progress progress) throws Exception {
        progress.of(2L * READERS + UPDATES);
        Figures figures = new Figures();
        try (Crowd readers = new Crowd(READERS)) {
            figures.cold = readers.time(() -> read(products, progress));
            figures.coldQueries = table.queries();
            figures.warm = readers.time(() -> read(products, progress));
        }
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            for (int id = 1; id <= UPDATES; id++) {
                figures.stale += updateWhileAReaderLoads(table, products, reader, id) ? 1 : 0;
                progress.step();
            }
        } finally {
            reader.shutdownNow();
        }
        return figures;
    }

    private static Product read(Products products, Progress progress) throws Exception {
        Product product = products.get(HOT);
        progress.step();
        return product;
    }

    /** Whether a read that begins after the update and its invalidation still shows the old price. */
    private static boolean updateWhileAReaderLoads(
            ProductTable table, Products products, ExecutorService reader, int id) throws Exception {
        int before = table.queries();
        Future<Product> loading = reader.submit(() -> products.get(id));
        while (table.queries() == before) {
            Thread.onSpinWait();
        }
        // The query has begun, so it may see either price; what counts is what is read after it has ended.
        TimeUnit.MILLISECONDS.sleep(ProductTable.QUERY_MILLIS / 2);
        table.setPrice(id, NEW_PRICE);
        products.invalidate(id);
        loading.get();
        return products.get(id).cents() != NEW_PRICE;
    }

    private static final class Figures {

        private int coldQueries;
        private int stale;
        private Latencies cold = new Latencies(List.of(0L));
        private Latencies warm = cold;

        String summary() {
            return coldQueries + (coldQueries == 1 ? " query" : " queries") + ", " + stale + " of " + UPDATES
                    + " stale; cold " + Latencies.text(cold.millis(100)) + ", warm " + Latencies.text(warm.millis(50));
        }

        Map<String, Object> map() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("readers", READERS);
            map.put("queriesOnTheColdKey", coldQueries);
            map.put("coldP50Millis", cold.millis(50));
            map.put("coldSlowestMillis", cold.millis(100));
            map.put("warmP50Millis", warm.millis(50));
            map.put("warmP99Millis", warm.millis(99));
            map.put("updates", UPDATES);
            map.put("staleAfterUpdate", stale);
            return map;
        }
    }

    private record GetThenSet(Map<Integer, Product> map, ProductTable table) implements Products {

        @Override
        public Product get(int id) {
            Product product = map.get(id);
            if (product == null) {
                product = table.load(id);
                map.put(id, product);
            }
            return product;
        }

        @Override
        public void invalidate(int id) {
            map.remove(id);
        }
    }

    private record ThroughACache(Cache<Integer, Product> cache, ProductTable table) implements Products {

        @Override
        public Product get(int id) {
            Product product = cache.get(id, table::load);
            if (product == null) {
                throw new IllegalStateException("product " + id + " is gone");
            }
            return product;
        }

        @Override
        public void invalidate(int id) {
            cache.invalidate(id);
        }
    }
}
