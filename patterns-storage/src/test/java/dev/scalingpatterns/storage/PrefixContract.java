package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.scalingpatterns.core.ConflictException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A view under a prefix sees its own objects and reaches no others. */
public interface PrefixContract extends StorageHarness {

    @Test
    default void aViewSeesItsOwnObjectsByTheRestOfTheirKeys() {
        put("t/4/a", "mine");
        put("t/42/a", "theirs");
        put("t/4", "nobody's");
        ObjectStore view = store().prefixed("t/4/");
        assertThat(view.list().keys()).containsExactly("a");
        assertThat(view.head("a")).map(ObjectInfo::key).contains("a");
        assertThat(view.get("a").orElseThrow().readAllBytes()).asString().isEqualTo("mine");
        try (ObjectReader reader = view.get("a", ByteRange.of(1, 2)).orElseThrow()) {
            assertThat(reader.info().key()).isEqualTo("a");
            assertThat(reader.offset()).isEqualTo(1);
            assertThat(reader.readAllBytes()).asString().isEqualTo("in");
        }
    }

    @Test
    default void whatAViewWritesIsUnderItsPrefix() {
        ObjectStore view = store().prefixed("t/4/");
        view.put("b/c", Content.ofUtf8("1"), Condition.ifAbsent());
        try (ObjectWriter writer = view.writer("b/d")) {
            writer.write('2');
            writer.commit();
        }
        view.copy("b/c", "e");
        put("e", "outside");
        assertThat(keys()).containsExactly("e", "t/4/b/c", "t/4/b/d", "t/4/e");
        assertThat(view.list(ListOptions.all().withDelimiter("/")).stream().map(ListEntry::name))
                .containsExactly("b/", "e");
        assertThat(view.list(ListOptions.prefix("b/").withStartAfter("b/c")).keys())
                .containsExactly("b/d");
        assertThat(view.deleteAll(List.of("e", "b/c")))
                .containsExactly(
                        new DeleteResult("e", java.util.Optional.empty()),
                        new DeleteResult("b/c", java.util.Optional.empty()));
        view.delete("b/d");
        assertThat(keys()).containsExactly("e");
    }

    @Test
    default void viewsNest() {
        ObjectStore inner = store().prefixed("a/").prefixed("b/");
        inner.put("c", Content.ofUtf8("x"));
        assertThat(keys()).containsExactly("a/b/c");
        assertThat(inner.list().keys()).containsExactly("c");
        assertThat(store().prefixed("a/").list().keys()).containsExactly("b/c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "..", "/x", "a/../../x", "", "a//b"})
    default void noKeyLeadsOutOfAView(String key) {
        put("x", "outside");
        ObjectStore view = store().prefixed("t/4/");
        assertThatIllegalArgumentException().isThrownBy(() -> view.get(key));
        assertThatIllegalArgumentException().isThrownBy(() -> view.put(key, Content.ofUtf8("")));
        assertThatIllegalArgumentException().isThrownBy(() -> view.delete(key));
        assertThatIllegalArgumentException().isThrownBy(() -> view.copy(key, "y"));
        assertThat(text("x")).isEqualTo("outside");
        assertThat(keys()).containsExactly("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "t", "t/4", "/t/", "../", "t//", "t\\/", "t/\n/"})
    default void aPrefixThatWouldNotSeparateIsRefused(String prefix) {
        assertThatIllegalArgumentException().isThrownBy(() -> store().prefixed(prefix));
    }

    @Test
    default void aConflictUnderAViewNamesTheWholeKey() {
        ObjectStore view = store().prefixed("t/4/");
        view.put("k", Content.ofUtf8("first"));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> view.put("k", Content.ofUtf8("second"), Condition.ifAbsent()))
                .satisfies(e -> assertThat(e.subject()).endsWith("t/4/k"));
    }

    @Test
    default void closingAViewClosesTheViewAlone() {
        ObjectStore view = store().prefixed("t/4/");
        view.put("k", Content.ofUtf8("text"));
        view.close();
        view.close();
        assertThatIllegalStateException().isThrownBy(() -> view.get("k")).withMessage("this ObjectStore is closed");
        assertThatIllegalStateException().isThrownBy(view::list);
        assertThat(text("t/4/k")).isEqualTo("text");
    }
}
