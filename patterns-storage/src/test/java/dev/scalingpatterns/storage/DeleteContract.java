package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deletes remove what they name, and nothing is wrong with what is absent. */
public interface DeleteContract extends StorageHarness {

    @Test
    default void whatIsDeletedIsGone() {
        put("a", "1");
        put("a/b", "2");
        put("ab", "3");
        store().delete("a");
        assertThat(store().head("a")).isEmpty();
        assertThat(store().get("a")).isEmpty();
        assertThat(keys()).containsExactly("a/b", "ab");
        put("a", "again");
        assertThat(text("a")).isEqualTo("again");
    }

    @Test
    default void whatIsAbsentIsDeletedWithoutAWord() {
        store().delete("k");
        put("k", "text");
        store().delete("k");
        store().delete("k");
        assertThat(keys()).isEmpty();
    }

    @Test
    default void aBatchGivesAResultForEachKey() {
        put("a", "1");
        put("b", "2");
        put("c", "3");
        List<DeleteResult> results = store().deleteAll(List.of("c", "absent", "a", "c"));
        assertThat(results).extracting(DeleteResult::key).containsExactly("c", "absent", "a");
        assertThat(results).allMatch(DeleteResult::deleted);
        assertThat(keys()).containsExactly("b");
        assertThat(store().deleteAll(List.of())).isEmpty();
    }

    @Test
    default void aBatchMayBeOfAnySize() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 2_345; i++) {
            all.add("many/" + i);
        }
        all.subList(0, 50).forEach(key -> put(key, key));
        put("many/left", "x");
        List<DeleteResult> results = store().deleteAll(all);
        assertThat(results).extracting(DeleteResult::key).containsExactlyElementsOf(all);
        assertThat(results).allMatch(DeleteResult::deleted);
        assertThat(keys()).containsExactly("many/left");
    }
}
