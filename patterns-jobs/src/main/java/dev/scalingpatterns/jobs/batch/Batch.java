package dev.scalingpatterns.jobs.batch;

import java.time.Duration;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Some keys of one loader on their way through the batch function; used by one thread. */
final class Batch<K, V> {

    private static final int KEYS_SHOWN = 5;

    private final LoaderState<K, V> state;
    private final LoadNode<K, V>[] nodes;
    private final int from;
    private final int to;

    /** For each key its value, a {@link Failure}, or null: missing. */
    private final @Nullable Object[] answers;

    /** The range that the function is being called for; narrower than the batch while it is bisected. */
    private int low;

    private int high;
    private int callsLeft;
    private int next;
    boolean started;
    private boolean answered;

    private record Failure(Throwable cause) {}

    Batch(LoaderState<K, V> state, LoadNode<K, V>[] nodes, int from, int to) {
        this.state = state;
        this.nodes = nodes;
        this.from = from;
        this.to = to;
        this.next = from;
        this.answers = new @Nullable Object[to - from];
    }

    /** Calls the batch function; afterwards every key has its answer, whatever happened. */
    void start() {
        started = true;
        int keys = to - from;
        callsLeft = state.definition.bisectFailures ? 4 * (33 - Integer.numberOfLeadingZeros(keys)) : 0;
        long begin = System.nanoTime();
        call(from, to);
        count(keys, System.nanoTime() - begin);
        answered = true;
    }

    private void call(int first, int end) {
        low = first;
        high = end;
        long begin = System.nanoTime();
        Throwable failure = null;
        try {
            state.definition.shape.answer(this);
        } catch (Throwable e) { // whatever it is, somebody waits for it
            failure = e;
        }
        state.called(end - first, System.nanoTime() - begin);
        if (failure == null) {
            return;
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (end - first > 1 && callsLeft >= 2) {
            callsLeft -= 2;
            int middle = (first + end) >>> 1;
            Arrays.fill(answers, first - from, end - from, null);
            call(first, middle);
            call(middle, end);
        } else {
            Arrays.fill(answers, first - from, end - from, new Failure(cause(failure)));
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapper && cause != null ? cause : failure;
    }

    private void count(int keys, long nanos) {
        int missing = 0;
        int failed = 0;
        for (Object answer : answers) {
            if (answer == null) {
                missing++;
            } else if (answer instanceof Failure) {
                failed++;
            }
        }
        LoaderDefinition<K, V> definition = state.definition;
        state.outcome(missing, failed);
        if (!definition.cache || (failed > 0 && !definition.cacheFailures)) {
            forget();
        }
        int missed = missing;
        int lost = failed;
        definition.listener.tell(l -> l.onBatch(definition.name, keys, missed, lost, Duration.ofNanos(nanos)));
    }

    private void forget() {
        state.dispatcher.lock.lock();
        try {
            for (int i = from; i < to; i++) {
                if (!state.definition.cache || answers[i - from] instanceof Failure) {
                    state.forget(nodes[i]);
                }
            }
        } finally {
            state.dispatcher.lock.unlock();
        }
    }

    /** Fails every key. */
    void fail(Throwable cause) {
        started = true;
        Arrays.fill(answers, new Failure(cause));
        forget();
        answered = true;
    }

    boolean hasAnswersToGive() {
        return answered && next < to;
    }

    /** Gives the answers that have not been given. What depends on one may call this again for the rest. */
    void giveAnswers() {
        while (next < to) {
            LoadNode<K, V> node = nodes[next];
            Object answer = answers[next - from];
            next++;
            give(node, answer);
        }
    }

    @SuppressWarnings("unchecked") // found() takes values only
    private void give(LoadNode<K, V> node, @Nullable Object answer) {
        if (answer instanceof Failure failure) {
            node.fail(failure.cause());
        } else if (answer != null) {
            node.succeed((V) answer);
        } else if (state.definition.whenMissing != null) {
            node.succeed(state.definition.whenMissing);
        } else {
            node.fail(new MissingKeyException(state.definition.name, node.key, false));
        }
    }

    boolean isAbout(LoadNode<?, ?> node) {
        if (node.state != state || !started || answered) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (nodes[i] == node) {
                return true;
            }
        }
        return false;
    }

    String loader() {
        return state.definition.name;
    }

    int keyCount() {
        return to - from;
    }

    void tell(Wave.Event event) {
        state.definition.listener.tell(listener -> event.tell(listener, loader(), keyCount()));
    }

    @Nullable Object context() {
        return state.context;
    }

    int size() {
        return high - low;
    }

    K key(int index) {
        return nodes[low + index].key;
    }

    Set<K> keys() {
        return new Keys<>(nodes, low, high);
    }

    void found(int index, V value) {
        answers[low - from + index] = value;
    }

    void failed(int index, Throwable cause) {
        answers[low - from + index] = new Failure(Objects.requireNonNull(cause, "cause"));
    }

    void result(int index, KeyResult<V> result) {
        if (result instanceof KeyResult.Found<V> found) {
            found(index, found.value());
        } else if (result instanceof KeyResult.Failed<V> failed) {
            failed(index, failed.cause());
        }
    }

    K normal(K key) {
        return state.definition.normal(key);
    }

    <R> Map<K, R> normalized(Map<K, R> answer) {
        if (!state.definition.normalizes()) {
            return answer;
        }
        Map<K, R> normalized = new HashMap<>(answer.size() * 2);
        answer.forEach((key, value) -> normalized.put(normal(key), value));
        return normalized;
    }

    <R> R notNull(@Nullable R answer) {
        if (answer == null) {
            throw wrongShape("answered with null");
        }
        return answer;
    }

    /** Refuses an answer that has keys nobody asked for. */
    void refuseStrangers(Map<K, ?> answer) {
        Set<Object> asked = new HashSet<>(keys());
        Set<Object> strangers = new HashSet<>(answer.keySet());
        strangers.removeAll(asked);
        if (!strangers.isEmpty()) {
            throw wrongShape("answered for keys that were not asked for: " + some(strangers));
        }
    }

    IllegalStateException wrongShape(String problem) {
        return new IllegalStateException("batch loader '" + state.definition.name + "': its function " + problem
                + "; it was asked for " + some(keys()));
    }

    /** A few keys, with their type if it may be the riddle's answer. */
    private static String some(Set<?> keys) {
        String shown = keys.stream()
                .limit(KEYS_SHOWN)
                .map(key -> key + (key == null ? "" : " (" + key.getClass().getSimpleName() + ")"))
                .collect(Collectors.joining(", "));
        return keys.size() > KEYS_SHOWN ? shown + " and " + (keys.size() - KEYS_SHOWN) + " more" : shown;
    }

    /** The keys of a range, as a set that costs nothing to make. */
    private static final class Keys<K> extends AbstractSet<K> {

        private final LoadNode<K, ?>[] nodes;
        private final int from;
        private final int to;
        private @Nullable Set<K> lookup;

        Keys(LoadNode<K, ?>[] nodes, int from, int to) {
            this.nodes = nodes;
            this.from = from;
            this.to = to;
        }

        @Override
        public int size() {
            return to - from;
        }

        @Override
        public boolean contains(@Nullable Object key) {
            Set<K> set = lookup;
            if (set == null) {
                set = new HashSet<>(this);
                lookup = set;
            }
            return set.contains(key);
        }

        @Override
        public Iterator<K> iterator() {
            return new Iterator<>() {

                private int index = from;

                @Override
                public boolean hasNext() {
                    return index < to;
                }

                @Override
                public K next() {
                    if (index >= to) {
                        throw new NoSuchElementException();
                    }
                    return nodes[index++].key;
                }
            };
        }
    }
}
