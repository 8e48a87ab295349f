package dev.scalingpatterns.cache;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Random interleavings of reads on every path, loads that are held, answer, fail or find nothing, and invalidations of
 * every kind, against a model that is trivially correct. The steps are chosen here; {@link CacheModel} takes them one at a
 * time and lets every thread come to rest in between, so that a failing sequence fails again and can be shrunk.
 */
public abstract class CacheModelContract {

    /** A harness for one sequence of steps. */
    protected abstract CacheHarness newHarness();

    /** Nothing stale may be served: every read is checked exactly. */
    @Property(tries = 500)
    void everyInterleavingAgreesWithTheModel(@ForAll("steps") List<Step> steps) {
        run(newHarness(), steps);
    }

    /**
     * Takes one sequence of steps.
     *
     * @throws AssertionError if the cache does not do what the model does
     */
    public static void run(CacheHarness opened, List<Step> steps) {
        try (CacheHarness harness = opened;
                CacheModel model = new CacheModel(harness)) {
            steps.forEach(model::take);
            model.end();
        }
    }

    /** Steps, those that keep loads in flight while others come being the likeliest. */
    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, Arbitraries.of(Kind.GET, Kind.GET_ASYNC, Kind.GET_ALL, Kind.GET_ALL_ASYNC)),
                net.jqwik.api.Tuple.of(6, Arbitraries.of(Kind.ANSWER, Kind.ANSWER, Kind.FAIL, Kind.FIND_NOTHING)),
                net.jqwik.api.Tuple.of(5, Arbitraries.of(Kind.INVALIDATE, Kind.EXPIRE, Kind.TAG, Kind.RETAG)),
                net.jqwik.api.Tuple.of(1, Arbitraries.of(Kind.CLEAR, Kind.PASS)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 1))
                .as(Step::new)
                .list()
                .ofMinSize(4)
                .ofMaxSize(30);
    }

    /** What may happen. */
    public enum Kind {
        /** A call reads one key, in a thread of its own. */
        GET,
        /** A call reads one key without waiting. */
        GET_ASYNC,
        /** A call reads all keys but one. */
        GET_ALL,
        /** A call reads all keys but one without waiting. */
        GET_ALL_ASYNC,
        /** A load that is held answers. */
        ANSWER,
        /** A load that is held fails. */
        FAIL,
        /** A load that is held says that there is nothing. */
        FIND_NOTHING,
        /** A key is invalidated. */
        INVALIDATE,
        /** A key is expired; there are no stale windows, so that is the same. */
        EXPIRE,
        /** A tag is invalidated. */
        TAG,
        /** The source gives a key another tag, of which the cache hears when it loads. */
        RETAG,
        /** Everything is invalidated. */
        CLEAR,
        /** Everything comes to the end of its time to live. */
        PASS
    }

    /**
     * One step.
     *
     * @param kind what happens
     * @param which to which key or load, counted from the oldest
     * @param other which tag, or which node
     */
    public record Step(Kind kind, int which, int other) {}
}
