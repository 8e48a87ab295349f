package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scalingpatterns.core.ConflictException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Random operations on a store and on a sorted map give the same answers. Extend it with a few lines that make a store.
 */
public abstract class ObjectStoreModelContract {

    private static final List<String> KEYS =
            List.of("a", "a/b", "a/b/c", "a0", "b", "b/c", "\uffee", "\uD83D\uDE00/x", "z/é");

    /** A new, empty store. */
    protected abstract ObjectStore open();

    /** What a condition says about the object that the operation meets. */
    enum Guard {
        /** Nothing. */
        NONE,
        /** There is none. */
        ABSENT,
        /** The version that is there, or one that was. */
        CURRENT,
        /** A version that is there no more. */
        STALE
    }

    /** One operation. */
    enum Kind {
        /** A put. */
        PUT,
        /** A commit of a writer. */
        WRITE,
        /** A writer closed without a commit. */
        ABANDON,
        /** A put whose source fails. */
        FAIL,
        /** A copy. */
        COPY,
        /** A delete. */
        DELETE,
        /** A delete of two keys. */
        DELETE_ALL
    }

    /**
     * An operation with its arguments.
     *
     * @param kind what is done
     * @param key to what
     * @param other the second key, where there is one
     * @param guard the condition
     * @param size how many bytes
     * @param tag what makes the bytes differ
     */
    record Step(Kind kind, String key, String other, Guard guard, int size, int tag) {}

    /** The model's object. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Held(byte[] bytes, String etag, String tag) {}

    /** Sequences of operations. */
    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> key = Arbitraries.of(KEYS);
        Arbitrary<Step> step = Combinators.combine(
                        Arbitraries.of(Kind.class),
                        key,
                        key,
                        Arbitraries.of(Guard.class),
                        Arbitraries.of(0, 1, 3, 4_095, 70_000),
                        Arbitraries.integers().between(1, 1_000_000))
                .as(Step::new);
        return step.list().ofMinSize(1).ofMaxSize(60);
    }

    /** Listings. */
    @Provide
    Arbitrary<ListOptions> listings() {
        Arbitrary<String> prefix = Arbitraries.of("", "a", "a/", "b", "b/", "z", "x");
        Arbitrary<String> after =
                Arbitraries.of("", "a", "a/", "a/b", "a/b/b", "a0", "b/", "c", "\uffee", "\uD83D\uDE00");
        return Combinators.combine(prefix, after, Arbitraries.of(true, false), Arbitraries.of(1, 2, 3, 1_000))
                .as((begin, start, folders, size) -> {
                    ListOptions options =
                            ListOptions.prefix(begin).withStartAfter(start).withPageSize(size);
                    return folders ? options.withDelimiter("/") : options;
                });
    }

    @Property(tries = 1_000)
    void theStoreAnswersAsASortedMapDoes(@ForAll("steps") List<Step> steps, @ForAll("listings") ListOptions listing) {
        try (ObjectStore store = open()) {
            Model model = new Model(store);
            for (Step step : steps) {
                model.take(step);
                model.assertSame(step.key());
            }
            KEYS.forEach(model::assertSame);
            model.assertSameListing(ListOptions.all());
            model.assertSameListing(listing);
        }
    }

    /** A store beside the map it should behave like. */
    private static final class Model {

        private final TreeMap<String, Held> map = new TreeMap<>((a, b) ->
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        private final ObjectStore store;
        private String stale = "never-there";

        Model(ObjectStore store) {
            this.store = store;
        }

        void take(Step step) {
            switch (step.kind()) {
                case PUT -> put(step);
                case WRITE -> write(step);
                case ABANDON -> abandon(step);
                case FAIL -> fail(step);
                case COPY -> copy(step);
                case DELETE -> delete(step);
                case DELETE_ALL -> deleteAll(step);
            }
        }

        private static byte[] bytes(Step step) {
            return StorageHarness.bytes(step.size(), step.tag());
        }

        private static PutOptions options(Step step) {
            return PutOptions.defaults().withUser("tag", String.valueOf(step.tag()));
        }

        private Condition condition(Step step, String key) {
            Held held = map.get(key);
            return switch (step.guard()) {
                case NONE -> Condition.none();
                case ABSENT -> Condition.ifAbsent();
                case CURRENT -> Condition.ifMatch(held == null ? stale : held.etag());
                case STALE -> Condition.ifMatch(stale);
            };
        }

        private boolean holds(Step step, String key) {
            boolean there = map.containsKey(key);
            return switch (step.guard()) {
                case NONE -> true;
                case ABSENT -> !there;
                case CURRENT -> there;
                case STALE -> false;
            };
        }

        private void hold(String key, byte[] bytes, PutResult result, String tag) {
            Held old = map.put(key, new Held(bytes, result.etag(), tag));
            if (old != null) {
                stale = old.etag();
            }
        }

        private void forget(String key) {
            Held old = map.remove(key);
            if (old != null) {
                stale = old.etag();
            }
        }

        private static void assertConflict(Runnable work) {
            assertThatExceptionOfType(ConflictException.class).isThrownBy(work::run);
        }

        private void put(Step step) {
            Condition condition = condition(step, step.key());
            byte[] bytes = bytes(step);
            if (holds(step, step.key())) {
                PutResult result = store.put(step.key(), Content.of(bytes), options(step), condition);
                hold(step.key(), bytes, result, String.valueOf(step.tag()));
            } else {
                assertConflict(() -> store.put(step.key(), Content.of(bytes), options(step), condition));
            }
        }

        private void write(Step step) {
            Condition condition = condition(step, step.key());
            byte[] bytes = bytes(step);
            try (ObjectWriter writer = store.writer(step.key(), options(step))) {
                writer.write(bytes, 0, bytes.length / 3);
                writer.write(bytes, bytes.length / 3, bytes.length - bytes.length / 3);
                if (holds(step, step.key())) {
                    hold(step.key(), bytes, writer.commit(condition), String.valueOf(step.tag()));
                } else {
                    assertConflict(() -> writer.commit(condition));
                }
            }
        }

        private void abandon(Step step) {
            try (ObjectWriter writer = store.writer(step.key(), options(step))) {
                writer.write(bytes(step));
            }
        }

        private void fail(Step step) {
            byte[] bytes = bytes(step);
            IOException cut = new IOException("cut");
            int after = step.tag() % (step.size() + 1);
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> store.put(
                            step.key(),
                            Content.once(StorageHarness.failing(bytes, after, cut)),
                            options(step),
                            condition(step, step.key())));
        }

        private void copy(Step step) {
            Held source = map.get(step.key());
            Condition condition = condition(step, step.other());
            if (source == null) {
                assertThat(store.copy(step.key(), step.other(), condition)).isEmpty();
            } else if (holds(step, step.other())) {
                PutResult result =
                        store.copy(step.key(), step.other(), condition).orElseThrow();
                if (!step.key().equals(step.other())) {
                    hold(step.other(), source.bytes(), result, source.tag());
                }
            } else {
                assertConflict(() -> store.copy(step.key(), step.other(), condition));
            }
        }

        private void delete(Step step) {
            boolean there = map.containsKey(step.key());
            boolean conflict = there && step.guard() == Guard.STALE;
            // To delete what is absent is misuse; the contract has its test.
            Condition condition = step.guard() == Guard.ABSENT ? Condition.none() : condition(step, step.key());
            if (conflict) {
                assertConflict(() -> store.delete(step.key(), condition));
            } else {
                store.delete(step.key(), condition);
                forget(step.key());
            }
        }

        private void deleteAll(Step step) {
            assertThat(store.deleteAll(List.of(step.key(), step.other()))).allMatch(DeleteResult::deleted);
            forget(step.key());
            forget(step.other());
        }

        void assertSame(String key) {
            Held held = map.get(key);
            Optional<ObjectInfo> info = store.head(key);
            assertThat(info.isPresent()).as("%s is there", key).isEqualTo(held != null);
            if (held != null && info.isPresent()) {
                assertThat(info.get().etag()).isEqualTo(held.etag());
                assertThat(info.get().size()).isEqualTo(held.bytes().length);
                assertThat(info.get().metadata().user()).containsEntry("tag", held.tag());
                assertThat(store.get(key).orElseThrow().readAllBytes()).isEqualTo(held.bytes());
            }
        }

        void assertSameListing(ListOptions options) {
            TreeSet<String> expected = new TreeSet<>(map.comparator());
            Predicate<String> behind = name -> map.comparator().compare(name, options.startAfter()) > 0;
            map.keySet().stream()
                    .filter(key -> key.startsWith(options.prefix()))
                    .map(key -> rolledUp(key, options))
                    .filter(behind)
                    .forEach(expected::add);
            assertThat(store.list(options).stream().map(ListEntry::name)).containsExactlyElementsOf(expected);
        }

        private static String rolledUp(String key, ListOptions options) {
            int at = options.delimiter().isEmpty()
                    ? -1
                    : key.indexOf(options.delimiter(), options.prefix().length());
            return at < 0 ? key : key.substring(0, at + options.delimiter().length());
        }
    }
}
