package dev.scalingpatterns.storage;

import static dev.scalingpatterns.storage.ListOptions.all;
import static dev.scalingpatterns.storage.ListOptions.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings are whole, in order, and lazy. */
public interface ListContract extends StorageHarness {

    private void putAll(String... keys) {
        for (String key : keys) {
            put(key, key);
        }
    }

    private void putTree() {
        putAll("a", "b/1", "b/2", "b/c/3", "b/c/4", "b/d/5", "b0", "c/6", "d");
    }

    @Test
    default void anEmptyStoreListsNothing() {
        assertThat(keys()).isEmpty();
        assertThat(store().list(prefix("a").withDelimiter("/"))).isEmpty();
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> store().list().iterator().next());
    }

    @Test
    default void anEntryTellsOfItsObject() {
        PutResult result = put("a/b", "12345");
        ObjectInfo info = store().head("a/b").orElseThrow();
        assertThat(store().list())
                .containsExactly(new ListEntry.ObjectEntry("a/b", 5, result.etag(), info.lastModified()));
        assertThat(store().list(all().withDelimiter("/"))).containsExactly(new ListEntry.CommonPrefix("a/"));
    }

    @Test
    default void theOrderIsThatOfTheUtf8Bytes() {
        String[] keys = {
            "a",
            "a b",
            "a!",
            "a-b",
            "a/b",
            "a0",
            "aa",
            "B",
            "é",
            "e",
            "\uffee",
            "\uD83D\uDE00",
            "\ue000",
            "日",
            "~",
            "a/",
            "z"
        };
        keys[15] = "a/a"; // a lone "a/" is no key
        putAll(keys);
        List<String> expected = Arrays.stream(keys)
                .sorted((x, y) ->
                        Arrays.compareUnsigned(x.getBytes(StandardCharsets.UTF_8), y.getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertThat(keys()).containsExactlyElementsOf(expected);
        assertThat(names(all().withPageSize(1))).containsExactlyElementsOf(expected);
        assertThat(expected.indexOf("\uffee")).isLessThan(expected.indexOf("\uD83D\uDE00"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000})
    default void thePageSizeChangesNothing(int pageSize) {
        putTree();
        ListOptions paged = all().withPageSize(pageSize);
        assertThat(names(paged)).containsExactly("a", "b/1", "b/2", "b/c/3", "b/c/4", "b/d/5", "b0", "c/6", "d");
        assertThat(names(paged.withDelimiter("/"))).containsExactly("a", "b/", "b0", "c/", "d");
        assertThat(names(paged.withPrefix("b/").withDelimiter("/"))).containsExactly("b/1", "b/2", "b/c/", "b/d/");
        assertThat(names(paged.withPrefix("b"))).containsExactly("b/1", "b/2", "b/c/3", "b/c/4", "b/d/5", "b0");
        assertThat(names(paged.withPrefix("b").withDelimiter("/"))).containsExactly("b/", "b0");
        assertThat(names(paged.withPrefix("b/c/").withDelimiter("/"))).containsExactly("b/c/3", "b/c/4");
        assertThat(names(paged.withStartAfter("b/2").withDelimiter("/"))).containsExactly("b0", "c/", "d");
    }

    @Test
    default void aPrefixMayEndAnywhere() {
        putAll("photo", "photos/1", "photos/2", "photoshop", ".hidden", "..x");
        assertThat(names(prefix("photos"))).containsExactly("photos/1", "photos/2", "photoshop");
        assertThat(names(prefix("photos/"))).containsExactly("photos/1", "photos/2");
        assertThat(names(prefix("photos/1"))).containsExactly("photos/1");
        assertThat(names(prefix("photos/1/"))).isEmpty();
        assertThat(names(prefix("P"))).isEmpty();
        assertThat(names(prefix("."))).containsExactly("..x", ".hidden");
        assertThat(names(prefix(".."))).containsExactly("..x");
        assertThat(names(prefix(""))).hasSize(6);
    }

    @Test
    default void objectsAndCommonPrefixesAreToldApart() {
        putTree();
        Listing listing = store().list(all().withDelimiter("/"));
        assertThat(listing.keys()).containsExactly("a", "b0", "d");
        assertThat(listing.commonPrefixes()).containsExactly("b/", "c/");
        assertThat(store().list(prefix("b/").withDelimiter("/")).commonPrefixes())
                .containsExactly("b/c/", "b/d/");
        assertThat(store().list(prefix("b/")).commonPrefixes()).isEmpty();
    }

    @Test
    default void aDelimiterIsAnyText() {
        putAll("2026-11-21", "2026-11-22", "2026-12-01", "a--b", "a-b");
        assertThat(names(prefix("2026-").withDelimiter("-"))).containsExactly("2026-11-", "2026-12-");
        assertThat(names(all().withDelimiter("--")))
                .containsExactly("2026-11-21", "2026-11-22", "2026-12-01", "a--", "a-b");
        assertThat(names(all().withDelimiter("6-1"))).containsExactly("2026-1", "a--b", "a-b");
    }

    @Test
    default void startAfterLeavesOutWhatItNames() {
        putTree();
        assertThat(names(all().withStartAfter("b/c/4"))).containsExactly("b/d/5", "b0", "c/6", "d");
        assertThat(names(all().withStartAfter("b/c/3x"))).containsExactly("b/c/4", "b/d/5", "b0", "c/6", "d");
        assertThat(names(all().withStartAfter("b/"))).startsWith("b/1").hasSize(8);
        assertThat(names(all().withStartAfter("d"))).isEmpty();
        assertThat(names(all().withStartAfter("0"))).hasSize(9);
        assertThat(names(prefix("b/c").withStartAfter("a"))).containsExactly("b/c/3", "b/c/4");
        assertThat(names(prefix("b/c").withStartAfter("b/c/3"))).containsExactly("b/c/4");
        assertThat(names(prefix("b/c").withStartAfter("b/d"))).isEmpty();
        assertThat(names(prefix("b/c").withStartAfter("c"))).isEmpty();
    }

    @Test
    default void aCommonPrefixHasItsOwnPlaceInTheOrder() {
        putTree();
        ListOptions folders = all().withDelimiter("/");
        assertThat(names(folders.withStartAfter("a"))).containsExactly("b/", "b0", "c/", "d");
        assertThat(names(folders.withStartAfter("b"))).containsExactly("b/", "b0", "c/", "d");
        assertThat(names(folders.withStartAfter("b/"))).containsExactly("b0", "c/", "d");
        assertThat(names(folders.withStartAfter("b/c/3"))).containsExactly("b0", "c/", "d");
        assertThat(names(folders.withPrefix("b/").withStartAfter("b/c/"))).containsExactly("b/d/");
        assertThat(names(folders.withPrefix("b/").withStartAfter("b/2"))).containsExactly("b/c/", "b/d/");
    }

    @Test
    default void fromTheLastNameSeenTheListingGoesOn() {
        putTree();
        for (ListOptions options :
                List.of(all(), all().withDelimiter("/"), prefix("b").withDelimiter("/"))) {
            List<String> whole = names(options);
            for (int i = 0; i < whole.size(); i++) {
                assertThat(names(options.withStartAfter(whole.get(i))))
                        .containsExactlyElementsOf(whole.subList(i + 1, whole.size()));
            }
        }
    }

    @Test
    default void aListingDoesNotStopAtPageOne() {
        for (int i = 0; i < 2_500; i++) {
            put(String.format("n/%05d", i), "");
        }
        assertThat(keys()).hasSize(2_500).isSorted();
        assertThat(names(prefix("n/").withPageSize(999))).hasSize(2_500);
        assertThat(names(all().withDelimiter("/"))).containsExactly("n/");
        assertThat(store().list().stream().limit(3).map(ListEntry::name))
                .containsExactly("n/00000", "n/00001", "n/00002");
    }

    @Test
    default void aListingBeginsAnewEachTime() {
        putAll("a", "b");
        Listing listing = store().list();
        assertThat(listing.keys()).containsExactly("a", "b");
        put("c", "");
        store().delete("a");
        assertThat(listing.keys()).containsExactly("b", "c");
    }

    @Test
    default void whatIsThereAllTheTimeIsListedOnceWhateverElseIsChanged() {
        List<String> lasting = new ArrayList<>();
        for (int i = 100; i < 200; i++) {
            lasting.add("k" + i);
            put("k" + i, "lasting");
            put("k" + i + "x", "fleeting");
        }
        List<String> seen = new ArrayList<>();
        Iterator<ListEntry> entries = store().list(all().withPageSize(7)).iterator();
        for (int i = 0; entries.hasNext(); i++) {
            String name = entries.next().name();
            seen.add(name);
            store().delete("k" + (100 + i % 100) + "x");
            store().delete(name.endsWith("x") ? name : name + "x");
            put(name.substring(0, 4), "replaced while it is listed");
            put("k" + (100 + i * 7 % 100) + "y", "new");
        }
        assertThat(seen).isSorted().doesNotHaveDuplicates().containsAll(lasting);
    }

    @Test
    default void whatIsOverStaysOver() {
        put("a", "");
        Iterator<ListEntry> entries = store().list().iterator();
        assertThat(entries.next().name()).isEqualTo("a");
        assertThat(entries.hasNext()).isFalse();
        assertThat(entries.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(entries::next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "a//", "a//b", "../", "a/../", "a/../b", "./", "a\\", "a\0", "\ud83d"})
    default void aPrefixThatNoKeyHasIsRefused(String beginning) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prefix(beginning))
                .withMessageContaining("the prefix")
                .withMessageContaining("is not allowed");
    }

    @Test
    default void optionsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> all().withPageSize(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all().withPageSize(1_001))
                .withMessage("a page has 1 to 1000 entries, not 1001");
        assertThatIllegalArgumentException().isThrownBy(() -> all().withDelimiter(""));
        assertThatIllegalArgumentException().isThrownBy(() -> all().withDelimiter("\n"));
        assertThatIllegalArgumentException().isThrownBy(() -> all().withStartAfter("\0"));
        assertThatIllegalArgumentException().isThrownBy(() -> all().withStartAfter("x".repeat(1_025)));
    }
}
