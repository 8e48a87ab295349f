package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One key rule on every store; no key leads out of it. */
public interface KeyContract extends StorageHarness {

    /** Keys that no store takes. */
    static List<String> refusedKeys() {
        return List.of(
                "",
                "/",
                "/absolute",
                "trailing/",
                "double//separator",
                ".",
                "..",
                "../escape",
                "a/../b",
                "a/..",
                "./a",
                "a/./b",
                "a/.",
                "..\\escape",
                "back\\slash",
                "C:\\windows",
                "nul\0byte",
                "line\nfeed",
                "carriage\rreturn",
                "tab\there",
                "delete\u007f",
                "next-line\u0085",
                "\ufffe",
                "a\uffff",
                "lone-high\ud83d",
                "lone-low\ude00",
                "swapped\ude00\ud83d",
                "s".repeat(ObjectKeys.MAX_SEGMENT_BYTES + 1),
                "a/" + "é".repeat(ObjectKeys.MAX_SEGMENT_BYTES / 2) + "e");
    }

    /** Keys that every store takes, and gives back as they are. */
    static List<String> allowedKeys() {
        return List.of(
                "a",
                "users/42/cat.jpg",
                "...",
                "..a/b..",
                ".hidden",
                "a/.../b",
                "%2e%2e/%2fetc%00",
                "with space/ and more ",
                "trailing.dot.",
                "?query=1&b=2#fragment",
                "a:b*c\"d<e>f|g",
                "CON/nul.txt",
                "Grüße/日本語/🐈",
                "\u202eevil",
                "e\u0301",
                "+plus%20",
                "'quote'",
                "patterns-reserved",
                "s".repeat(ObjectKeys.MAX_SEGMENT_BYTES));
    }

    @ParameterizedTest
    @MethodSource("dev.scalingpatterns.storage.KeyContract#refusedKeys")
    default void aKeyOutsideTheRuleIsRefusedByEveryOperation(String key) {
        put("there", "old");
        List<Runnable> operations = List.of(
                () -> put(key, "x"),
                () -> store().get(key),
                () -> store().get(key, ByteRange.from(1)),
                () -> store().head(key),
                () -> store().delete(key),
                () -> store().deleteAll(List.of("there", key)),
                () -> store().copy(key, "other"),
                () -> store().copy("there", key),
                () -> store().writer(key));
        for (Runnable operation : operations) {
            assertThatIllegalArgumentException()
                    .isThrownBy(operation::run)
                    .withMessageContaining("is not allowed")
                    .withMessageContaining("a key is 1 to 1024 bytes of UTF-8")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("[\\x00-\\x1f]"));
        }
        assertThat(keys()).containsExactly("there");
        assertThat(text("there")).isEqualTo("old");
    }

    @ParameterizedTest
    @MethodSource("dev.scalingpatterns.storage.KeyContract#allowedKeys")
    default void aKeyInsideTheRuleMeansItself(String key) {
        put(key, "bytes of " + key);
        assertThat(text(key)).isEqualTo("bytes of " + key);
        assertThat(store().head(key)).map(ObjectInfo::key).contains(key);
        assertThat(keys()).containsExactly(key);
        store().copy(key, "copied");
        store().delete(key);
        assertThat(store().head(key)).isEmpty();
        assertThat(keys()).containsExactly("copied");
    }

    @Test
    default void theLongestKeyIsAllowedAndOneByteMoreIsNot() {
        String longest = longKey(maxKeyBytes());
        put(longest, "x");
        assertThat(text(longest)).isEqualTo("x");
        assertThat(keys()).containsExactly(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> put(longKey(maxKeyBytes() + 1), "x"))
                .withMessageContaining("it has 1025 bytes");
    }

    /** A key of so many bytes, in segments of 200. */
    static String longKey(int bytes) {
        StringBuilder key = new StringBuilder();
        while (key.length() < bytes) {
            boolean separator = key.length() % 200 == 199 && key.length() < bytes - 1;
            key.append(separator ? '/' : 'k');
        }
        return key.toString();
    }

    @Test
    default void keysAreNeitherFoldedNorNormalizedNorDecoded() {
        List<String> alike = List.of("a b", "a%20b", "a+b", "caf\u00e9", "cafe\u0301", "photo", "Photo");
        alike.forEach(key -> put(key, key));
        assertThat(keys()).containsExactlyInAnyOrderElementsOf(alike);
        alike.forEach(key -> assertThat(text(key)).isEqualTo(key));
    }

    @Test
    default void aKeyMayBeTheBeginningOfAnother() {
        put("a/b/c", "3");
        put("a", "1");
        put("a/b", "2");
        assertThat(keys()).containsExactly("a", "a/b", "a/b/c");
        store().delete("a/b");
        assertThat(text("a/b/c")).isEqualTo("3");
        assertThat(text("a")).isEqualTo("1");
    }

    @Test
    @SuppressWarnings("NullAway") // null is what is tested
    default void nullIsRefusedByName() {
        List<Runnable> operations = List.of(
                () -> store().put(null, Content.ofUtf8("x")),
                () -> store().get(null),
                () -> store().head(null),
                () -> store().delete(null),
                () -> store().copy(null, "to"),
                () -> store().copy("from", null),
                () -> store().writer(null));
        operations.forEach(operation ->
                assertThatNullPointerException().isThrownBy(operation::run).withMessage("key"));
        assertThatNullPointerException()
                .isThrownBy(() -> store().put("k", (Content) null))
                .withMessage("content");
        assertThatNullPointerException()
                .isThrownBy(() -> store().put("k", Content.ofUtf8("x"), (Condition) null))
                .withMessage("condition");
        assertThatNullPointerException()
                .isThrownBy(() -> store().put("k", Content.ofUtf8("x"), (PutOptions) null))
                .withMessage("options");
        assertThatNullPointerException()
                .isThrownBy(() -> store().get("k", null))
                .withMessage("range");
        assertThatNullPointerException().isThrownBy(() -> store().list(null)).withMessage("options");
        assertThatNullPointerException()
                .isThrownBy(() -> store().delete("k", null))
                .withMessage("condition");
        assertThat(keys()).isEmpty();
    }
}
