package dev.scalingpatterns.jobs.batch;

import dev.scalingpatterns.core.internal.Listeners;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the statements that go through a {@link DataSource}, finds the N+1 among them, names the line and says what to
 * do instead.
 *
 * <pre>{@code
 * QueryCounter queries = QueryCounter.create();
 * Page page = new Page(queries.wrap(dataSource));
 *
 * queries.assertQueries(2, () -> page.render(users));            // in a test: exactly two
 * queries.assertScales(2, 20, n -> page.render(users(n)));       // as many for 20 rows as for 2
 *
 * try (QueryRecording request = queries.record("GET /users")) {  // at run time: a warning, once per place
 *     page.render(users);
 * }
 * }</pre>
 *
 * <p>An N+1 is: the same shape of statement, at least {@link Builder#threshold} times, from one place of the application,
 * with exactly one parameter that differs and that chooses rows by equality (not a page, a range, or a whole set of keys).
 * Parameters are kept as hash codes only. Each statement is counted for the recording of its own thread, so tests may run
 * side by side; see {@link QueryRecording} for worker threads. Safe for use by many threads.
 */
public final class QueryCounter {

    static final int MOST_SHAPES = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(QueryCounter.class);
    private static final int MOST_WARNINGS = 100;
    private static final int MOST_TEXTS = 10_000;

    private final boolean enabled;
    private final int threshold;
    private final int sampleEvery;
    private final Listeners<QueryListener> listener;
    private final Map<String, SqlShape> texts = new ConcurrentHashMap<>();
    private final Map<Long, CallPlace> places = new ConcurrentHashMap<>();
    private final Set<List<String>> warned = ConcurrentHashMap.newKeySet();
    private final AtomicLong recordings = new AtomicLong();
    private final AtomicLong unrecorded = new AtomicLong();

    private QueryCounter(Builder builder) {
        enabled = builder.enabled;
        threshold = builder.threshold;
        sampleEvery = builder.sampleEvery;
        listener = new Listeners<>(builder.listener);
    }

    /** A counter with all defaults. */
    public static QueryCounter create() {
        return builder().build();
    }

    /** A builder with all defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A data source whose statements are counted; when the counter is off, the very one that was given. Connections,
     * statements and {@code unwrap} behave as before; to close a pool, keep the original.
     */
    public DataSource wrap(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource");
        return enabled ? CountingJdbc.wrap(dataSource, this) : dataSource;
    }

    /** A connection whose statements are counted; when the counter is off, the very one that was given. */
    public Connection wrap(Connection connection) {
        Objects.requireNonNull(connection, "connection");
        return enabled ? CountingJdbc.wrap(connection, this) : connection;
    }

    /** Begins to record on this thread. */
    public QueryRecording record(String name) {
        Objects.requireNonNull(name, "name");
        return new QueryRecording(this, name, recordings.getAndIncrement() % sampleEvery == 0);
    }

    /**
     * Runs work and asks that it takes exactly so many statements.
     *
     * @throws AssertionError if it takes more or fewer; the message lists them and names the N+1 among them
     * @throws E what the work throws
     */
    public <E extends Exception> void assertQueries(int expected, Work<E> work) throws E {
        QueryRecording recording = recorded(work);
        if (recording.count() != expected) {
            throw new AssertionError("expected " + expected + " statements, but there were " + recording.count()
                    + recording.report() + hint(recording));
        }
    }

    /**
     * Runs work and asks that it takes at most so many statements.
     *
     * @throws AssertionError if it takes more; the message lists them and names the N+1 among them
     * @throws E what the work throws
     */
    public <E extends Exception> void assertMaxQueries(int most, Work<E> work) throws E {
        QueryRecording recording = recorded(work);
        if (recording.count() > most) {
            throw new AssertionError("expected at most " + most + " statements, but there were " + recording.count()
                    + recording.report());
        }
    }

    /**
     * Runs work and asks that no statement in it is an N+1.
     *
     * @throws AssertionError if one is; the message names the line and what to do instead
     * @throws E what the work throws
     */
    public <E extends Exception> void assertNoNPlusOne(Work<E> work) throws E {
        QueryRecording recording = recorded(work);
        if (recording.findings().stream().anyMatch(finding -> finding.kind() == QueryFinding.Kind.N_PLUS_ONE)) {
            throw new AssertionError("a query per row:" + recording.report());
        }
    }

    /**
     * Runs work for few rows and for many, and asks that both take the same number of statements: the surest sign that
     * nothing in it is an N+1, whatever it looks like.
     *
     * @throws AssertionError if the numbers differ, or no statement was counted at all
     */
    public void assertScales(int few, int many, IntConsumer work) {
        QueryRecording small = recorded(() -> work.accept(few));
        QueryRecording large = recorded(() -> work.accept(many));
        if (small.count() != large.count()) {
            throw new AssertionError(small.count() + " statements for " + few + " rows, but " + large.count() + " for "
                    + many + ":" + large.report());
        }
        if (small.count() == 0) {
            throw new AssertionError("no statement was counted" + hint(small));
        }
    }

    private <E extends Exception> QueryRecording recorded(Work<E> work) throws E {
        if (!enabled) {
            throw new IllegalStateException("this QueryCounter is off; build it with enabled(true)");
        }
        Objects.requireNonNull(work, "work");
        QueryRecording recording = new QueryRecording(this, "assertion", true);
        try (recording) {
            work.run();
        }
        return recording;
    }

    private String hint(QueryRecording recording) {
        long strangers = unrecorded.get();
        return recording.count() > 0 || strangers == 0
                ? ""
                : "\n(" + strangers + " statements ran on threads without a recording; hand work to pools through"
                        + " QueryRecording.executor or a BatchScope)";
    }

    int threshold() {
        return threshold;
    }

    SqlShape shape(String sql) {
        SqlShape shape = texts.get(sql);
        if (shape == null) {
            shape = SqlShape.of(sql);
            if (texts.size() < MOST_TEXTS) {
                texts.put(sql, shape);
            }
        }
        return shape;
    }

    /** The place that this thread is at, read once for each place. */
    CallPlace place(long fingerprint) {
        CallPlace place = places.get(fingerprint);
        if (place == null) {
            place = CallPlace.here();
            if (places.size() < MOST_TEXTS) {
                places.put(fingerprint, place);
            }
        }
        return place;
    }

    /** A statement is about to run on this thread. */
    void executed(String sql, int[] parameters, int parameterCount) {
        if (!QueryRecording.executed(this, sql, parameters, parameterCount)) {
            unrecorded.incrementAndGet();
        }
    }

    void ended(QueryRecording recording) {
        long count = recording.count();
        listener.tell(l -> l.onRecording(recording.name(), count));
        for (QueryFinding finding : recording.findings()) {
            listener.tell(l -> l.onFinding(recording.name(), finding));
            if (finding.kind() == QueryFinding.Kind.N_PLUS_ONE
                    && warned.size() < MOST_WARNINGS
                    && warned.add(finding.place())) {
                LOG.warn("in '{}': {}", recording.name(), finding);
            }
        }
    }

    /**
     * Work that may throw.
     *
     * @param <E> what it throws
     */
    @FunctionalInterface
    public interface Work<E extends Exception> {

        /** Does the work. */
        void run() throws E;
    }

    /** Collects the settings; each is checked where it is set. Not thread-safe. */
    public static final class Builder {

        private boolean enabled = true;
        private int threshold = 5;
        private int sampleEvery = 1;
        private QueryListener listener = new QueryListener() {};

        private Builder() {}

        /** Whether to count at all. Default: true. When off, {@link #wrap} gives back what it got, at no cost. */
        public Builder enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        /**
         * From how many calls on the same statement from one place is too often. Default: 5.
         *
         * @throws IllegalArgumentException if less than 2
         */
        public Builder threshold(int threshold) {
            if (threshold < 2) {
                throw new IllegalArgumentException("threshold must be at least 2, not " + threshold);
            }
            this.threshold = threshold;
            return this;
        }

        /**
         * Looks for N+1 in every n-th recording only, to save the looks at the stack; all are counted. Default: 1, in
         * each. Assertions always look.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder sampleEvery(int recordings) {
            if (recordings < 1) {
                throw new IllegalArgumentException("sampleEvery must be positive, not " + recordings);
            }
            this.sampleEvery = recordings;
            return this;
        }

        /** Hears what is found. Default: nobody; the log gets a warning per place, at most 100, in any case. */
        public Builder listener(QueryListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** The counter. */
        public QueryCounter build() {
            return new QueryCounter(this);
        }
    }
}
