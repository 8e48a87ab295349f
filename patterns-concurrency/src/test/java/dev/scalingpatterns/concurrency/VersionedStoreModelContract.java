package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any sequence of operations on a {@link VersionedStore} does what a map with numbers does. */
public abstract class VersionedStoreModelContract {

    /** An empty store. */
    protected abstract VersionedStore<String, String> open();

    private enum Kind {
        CREATE,
        SET_LATEST,
        SET_OLD,
        UPDATE,
        UPSERT,
        DELETE_LATEST,
        DELETE_OLD
    }

    /** One operation. */
    private record Step(Kind kind, String key, String value) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.values()), Arbitraries.of("a", "b"), Arbitraries.of("x", "y", "z"))
                .as(Step::new)
                .list()
                .ofMaxSize(30);
    }

    @Property(tries = 200)
    void theStoreDoesWhatTheModelDoes(@ForAll("steps") List<Step> steps) {
        Map<String, Versioned<String>> model = new HashMap<>();
        Map<String, Set<Long>> used = new HashMap<>();
        try (VersionedStore<String, String> store = open()) {
            for (Step step : steps) {
                Optional<Versioned<String>> before = Optional.ofNullable(model.get(step.key));
                Set<Long> versions = used.computeIfAbsent(step.key, key -> new HashSet<>());
                try {
                    apply(store, step, before)
                            .ifPresentOrElse(now -> model.put(step.key, now), () -> model.remove(step.key));
                    assertThat(expectedConflict(step, before)).isFalse();
                } catch (VersionConflictException e) {
                    assertThat(expectedConflict(step, before)).isTrue();
                    assertThat(e.actual())
                            .isEqualTo(before.map(now -> OptionalLong.of(now.version()))
                                    .orElse(OptionalLong.empty()));
                }
                Optional<Versioned<String>> after = Optional.ofNullable(model.get(step.key));
                assertThat(store.find(step.key)).isEqualTo(after);
                if (after.isPresent() && !after.equals(before)) {
                    assertThat(versions)
                            .allMatch(version -> version < after.get().version());
                    versions.add(after.get().version());
                    assertThat(after.get().value()).isEqualTo(expectedValue(step, before));
                }
            }
        }
    }

    private static Optional<Versioned<String>> apply(
            VersionedStore<String, String> store, Step step, Optional<Versioned<String>> before) {
        long latest = before.map(Versioned::version).orElse(1L);
        return switch (step.kind) {
            case CREATE -> Optional.of(store.create(step.key, step.value));
            case SET_LATEST -> Optional.of(store.compareAndSet(step.key, latest, step.value));
            case SET_OLD -> Optional.of(store.compareAndSet(step.key, latest - 1, step.value));
            case UPDATE -> store.update(step.key, value -> value + step.value);
            case UPSERT -> Optional.of(store.upsert(step.key, value -> value.orElse("new") + step.value));
            case DELETE_LATEST -> {
                store.delete(step.key, latest);
                yield Optional.empty();
            }
            case DELETE_OLD -> {
                store.delete(step.key, latest - 1);
                yield Optional.empty();
            }
        };
    }

    private static boolean expectedConflict(Step step, Optional<Versioned<String>> before) {
        return switch (step.kind) {
            case CREATE -> before.isPresent();
            case SET_LATEST, DELETE_LATEST -> before.isEmpty();
            case SET_OLD, DELETE_OLD -> true;
            case UPDATE, UPSERT -> false;
        };
    }

    private static String expectedValue(Step step, Optional<Versioned<String>> before) {
        String old = before.map(Versioned::value).orElse("new");
        return step.kind == Kind.UPDATE || step.kind == Kind.UPSERT ? old + step.value : step.value;
    }
}
