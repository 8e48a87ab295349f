package dev.scalingpatterns.benchmarks.suites;

import dev.scalingpatterns.session.InMemorySessionStore;
import dev.scalingpatterns.session.Session;
import dev.scalingpatterns.session.SessionStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A read-only request: one of 1,000 sessions of 5 attributes of 200 bytes is found, and one attribute read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SessionFinds {

    private static final int SESSIONS = 1_024;
    private static final int ATTRIBUTES = 5;
    private static final String VALUE = "x".repeat(200);

    private final String[] ids = new String[SESSIONS];
    private final SessionStore ours = InMemorySessionStore.builder().build();
    private final Map<String, Map<String, String>> map = new ConcurrentHashMap<>();

    /** Makes the sessions. */
    @Setup
    public void fill() {
        for (int i = 0; i < SESSIONS; i++) {
            Session session = ours.create();
            Map<String, String> attributes = new ConcurrentHashMap<>();
            for (int a = 0; a < ATTRIBUTES; a++) {
                session.set("attribute-" + a, VALUE);
                attributes.put("attribute-" + a, VALUE);
            }
            ours.save(session);
            ids[i] = session.id();
            map.put(session.id(), attributes);
        }
    }

    @TearDown
    public void close() {
        ours.close();
    }

    /** Ours: the id is checked and hashed, the idle timeout touched, the attribute decoded. */
    @Benchmark
    public @Nullable String ours() {
        return ours.find(id())
                .flatMap(session -> session.get("attribute-3", String.class))
                .orElse(null);
    }

    /** A map of maps: no timeout, no hash, shared objects; what nothing can be faster than. */
    @Benchmark
    public @Nullable String map() {
        Map<String, String> session = map.get(id());
        return session == null ? null : session.get("attribute-3");
    }

    private String id() {
        return ids[ThreadLocalRandom.current().nextInt(SESSIONS)];
    }
}
