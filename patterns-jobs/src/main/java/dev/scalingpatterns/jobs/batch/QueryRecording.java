package dev.scalingpatterns.jobs.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one unit of work, such as a request or a test, from its opening to its closing.
 *
 * <p>It counts what runs on the thread that opened it, on threads created by that thread meanwhile, in forks and batches
 * of a {@link BatchScope} opened within, and in what goes through {@link #wrap} or {@link #executor}; never a statement of
 * anybody else, so recordings may run side by side. A statement counts for all the recordings around it. To be closed by
 * the thread that opened it. What it found can be asked during and after. Safe for use by many threads.
 */
public final class QueryRecording implements AutoCloseable {

    private static final InheritableThreadLocal<@Nullable QueryRecording> CURRENT = new InheritableThreadLocal<>();

    private final QueryCounter counter;
    private final String name;
    private final @Nullable QueryRecording outer;
    private final boolean places;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ShapeTally> shapes = new LinkedHashMap<>();
    private final Thread opener = Thread.currentThread();
    private long count;
    private volatile boolean closed;

    QueryRecording(QueryCounter counter, String name, boolean places) {
        this.counter = counter;
        this.name = name;
        this.places = places;
        this.outer = CURRENT.get();
        CURRENT.set(this);
    }

    static @Nullable QueryRecording current() {
        return CURRENT.get();
    }

    /** Makes a recording current on this thread; gives back what was. */
    static @Nullable QueryRecording enter(@Nullable QueryRecording recording) {
        QueryRecording before = CURRENT.get();
        if (before != recording) {
            if (recording == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(recording);
            }
        }
        return before;
    }

    /** Counts a statement for the recordings of one counter that are current here; whether there was one. */
    static boolean executed(QueryCounter counter, String sql, int[] parameters, int parameterCount) {
        boolean counted = false;
        for (QueryRecording here = CURRENT.get(); here != null; here = here.outer) {
            if (here.counter == counter && !here.closed) {
                SqlShape shape = counter.shape(sql);
                here.add(shape, shape.values(parameters, parameterCount));
                counted = true;
            }
        }
        return counted;
    }

    private void add(SqlShape shape, int[] values) {
        lock.lock();
        try {
            count++;
            ShapeTally tally = shapes.get(shape.text);
            if (tally == null) {
                if (shapes.size() >= QueryCounter.MOST_SHAPES) {
                    return;
                }
                tally = new ShapeTally(shape);
                shapes.put(shape.text, tally);
            }
            tally.add(values, counter, places);
        } finally {
            lock.unlock();
        }
    }

    /** What it was called. */
    public String name() {
        return name;
    }

    /** How many statements ran; a JDBC batch is one. */
    public long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** How often each shape ran, in the order of their first call. At most 1,000 shapes are told apart. */
    public Map<String, Long> shapes() {
        lock.lock();
        try {
            Map<String, Long> counts = new LinkedHashMap<>();
            shapes.forEach((sql, tally) -> counts.put(sql, tally.count()));
            return counts;
        } finally {
            lock.unlock();
        }
    }

    /** The statements that ran too often. */
    public List<QueryFinding> findings() {
        lock.lock();
        try {
            List<QueryFinding> findings = new ArrayList<>();
            shapes.values().forEach(tally -> findings.addAll(tally.findings(counter.threshold())));
            return findings;
        } finally {
            lock.unlock();
        }
    }

    /** Work whose statements belong to this recording, for any thread. */
    public Runnable wrap(Runnable work) {
        Objects.requireNonNull(work, "work");
        return () -> {
            QueryRecording before = enter(this);
            try {
                work.run();
            } finally {
                enter(before);
            }
        };
    }

    /** An executor whose work's statements belong to this recording. */
    public Executor executor(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return work -> executor.execute(wrap(work));
    }

    /**
     * Ends the recording and tells the counter's listener what was found; idempotent.
     *
     * @throws IllegalStateException if called on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (Thread.currentThread() != opener) {
            throw new IllegalStateException(
                    "query recording '" + name + "' is to be closed by the thread that opened it, " + opener.getName());
        }
        closed = true;
        if (CURRENT.get() == this) {
            enter(outer);
        }
        counter.ended(this);
    }

    /** All it knows, for a message. */
    String report() {
        StringBuilder report = new StringBuilder();
        shapes().forEach((sql, times) ->
                report.append("\n  ").append(times).append(" × ").append(sql));
        findings().forEach(finding -> report.append("\n").append(finding));
        return report.toString();
    }
}
