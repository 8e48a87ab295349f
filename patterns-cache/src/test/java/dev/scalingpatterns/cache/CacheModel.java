package dev.scalingpatterns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.cache.CacheModelContract.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a cache must do, in the simplest words: a key's value is that of the last load which ended well, provided that
 * nothing invalidated the key between the load's beginning and now. Steps are numbered, and every value says which load
 * brought it, so that each answer can be traced to the step at which its load began.
 */
final class CacheModel implements AutoCloseable {

    private static final List<String> KEYS = List.of("a", "b", "c");

    private final CacheHarness harness;
    private final ModelThreads threads = new ModelThreads();
    private final List<Cache<String, String>> nodes;
    private final Map<String, Integer> tags = new HashMap<>();
    private final Map<String, Integer> invalidatedAt = new HashMap<>();
    private final Map<Integer, Integer> tagInvalidatedAt = new HashMap<>();
    private final Map<String, Known> known = new HashMap<>();
    private final List<ModelCall> calls = new ArrayList<>();
    private int step;

    /** What the cache should hold: which load brought it, when that began, with which tag; a tag of -1 is an absence. */
    private record Known(int load, int began, int tag) {}

    CacheModel(CacheHarness harness) {
        this.harness = harness;
        Cache<String, String> cache = harness.open(Cache.<String, String>builder("model")
                .ttl(harness.tick().multipliedBy(10))
                .ttlJitter(0)
                .absentTtl(harness.tick().multipliedBy(10))
                .failureBackoff(Duration.ZERO)
                .loadTimeout(Duration.ofMinutes(1))
                .executor(threads)
                .tags((key, value) -> Set.of(value.substring(value.indexOf('#') + 1))));
        nodes = List.of(cache, harness.otherNode(cache));
        KEYS.forEach(key -> tags.put(key, 0));
    }

    void take(Step next) {
        step++;
        String key = KEYS.get(next.which());
        Cache<String, String> cache = nodes.get(next.other());
        switch (next.kind()) {
            case GET, GET_ASYNC, GET_ALL, GET_ALL_ASYNC -> call(next, key, cache);
            case ANSWER, FAIL, FIND_NOTHING -> end(next);
            case INVALIDATE -> invalidated(List.of(key), () -> cache.invalidate(key));
            case EXPIRE -> invalidated(List.of(key), () -> cache.expire(key));
            case CLEAR -> invalidated(KEYS, cache::clear);
            case TAG -> {
                cache.invalidateTag("t" + next.other());
                tagInvalidatedAt.put(next.other(), step);
            }
            case RETAG -> tags.put(key, next.other());
            case PASS -> {
                harness.pass(harness.tick().multipliedBy(11));
                known.clear();
            }
        }
        harness.awaitInvalidations();
        threads.rest();
        check();
    }

    private void invalidated(List<String> keys, Runnable invalidation) {
        invalidation.run();
        keys.forEach(key -> invalidatedAt.put(key, step));
    }

    private void call(Step next, String key, Cache<String, String> cache) {
        List<String> keys = switch (next.kind()) {
            case GET, GET_ASYNC -> List.of(key);
            default -> KEYS.stream().filter(other -> !other.equals(key)).toList();
        };
        Map<String, Known> expected = new LinkedHashMap<>();
        for (String each : keys) {
            Known held = known.get(each);
            if (held != null && spared(each, held)) {
                expected.put(each, held);
            }
        }
        int loadsBefore = threads.loads().size();
        ModelCall call = new ModelCall(step, keys, threads, tags, invalidatedAt, tagInvalidatedAt);
        calls.add(call);
        call.begin(next.kind(), cache);
        threads.rest();
        for (ModelLoad load :
                threads.loads().subList(loadsBefore, threads.loads().size())) {
            load.beganAt(step);
            for (String each : load.keys()) {
                assertThat(expected)
                        .as("step %d: %s is held, no load is needed", step, each)
                        .doesNotContainKey(each);
            }
        }
        if (expected.size() == keys.size()) {
            assertThat(call.isDone())
                    .as("step %d: %s are held, no wait is needed", step, keys)
                    .isTrue();
            expected.forEach((each, held) -> assertThat(call.loadOf(each))
                    .as("step %d: the answer for %s", step, each)
                    .isEqualTo(held.tag() < 0 ? null : held.load()));
        }
    }

    private void end(Step next) {
        List<ModelLoad> held =
                threads.loads().stream().filter(ModelLoad::isHeld).toList();
        if (held.isEmpty()) {
            return;
        }
        ModelLoad load = held.get(next.which() % held.size());
        load.end(next.kind());
        threads.rest();
        if (next.kind() == CacheModelContract.Kind.FAIL) {
            return;
        }
        for (String key : load.keys()) {
            boolean found = next.kind() == CacheModelContract.Kind.ANSWER;
            Known brought = new Known(load.id(), load.began(), found ? load.tag(key) : -1);
            if (spared(key, brought)) {
                known.put(key, brought);
            }
        }
    }

    private boolean spared(String key, Known held) {
        return held.began() > invalidatedAt.getOrDefault(key, 0)
                && (held.tag() < 0 || held.began() > tagInvalidatedAt.getOrDefault(held.tag(), 0));
    }

    /** After each step: loads that began in it were needed, and every call that is over was answered by a load it may see. */
    private void check() {
        for (ModelLoad load : threads.loads()) {
            load.beganAt(step); // does nothing if it began before
            if (load.began() == step) {
                load.keys().forEach(key -> onlyOne(load, key));
            }
        }
        for (ModelCall call : calls) {
            if (call.isDone() && !call.isChecked()) {
                call.check(threads.loads());
            }
        }
    }

    /** One load per key at a time, but for those that an invalidation of the key has parted. */
    private void onlyOne(ModelLoad load, String key) {
        for (ModelLoad other : threads.loads()) {
            if (other != load && other.isHeld() && other.keys().contains(key) && other.began() <= load.began()) {
                assertThat(invalidatedAt.getOrDefault(key, 0))
                        .as("step %d: loads %d and %d of %s run at once", step, other.id(), load.id(), key)
                        .isGreaterThanOrEqualTo(other.began());
            }
        }
    }

    /** Lets every load answer until all calls are over. */
    void end() {
        while (threads.loads().stream().anyMatch(ModelLoad::isHeld)) {
            take(new Step(CacheModelContract.Kind.ANSWER, 0, 0));
        }
        for (ModelCall call : calls) {
            assertThat(call.isDone())
                    .as("the call of step %d has an end", call.began())
                    .isTrue();
        }
    }

    @Override
    public void close() {
        threads.loads().stream()
                .filter(ModelLoad::isHeld)
                .forEach(load -> load.end(CacheModelContract.Kind.FIND_NOTHING));
        threads.close();
    }

    /** Which load answered, as a call knows it from the value. */
    static @Nullable Integer loadOf(@Nullable String value) {
        return value == null ? null : Integer.valueOf(value.substring(0, value.indexOf('#')));
    }
}
