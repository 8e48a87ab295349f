package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ObjectKeysTest {

    /** Texts of whole code points around every border of UTF-8 and UTF-16. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a",
                        "b",
                        "/",
                        "~",
                        "é",
                        "\u07ff",
                        "\u0800",
                        "\ud7ff",
                        "\ue000",
                        "\uffee",
                        "\uD83D\uDE00",
                        "\uDBFF\uDFFF")
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    @Property
    void theOrderIsThatOfTheBytes(@ForAll("texts") String a, @ForAll("texts") String b) {
        int expected = Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(ObjectKeys.ORDER.compare(a, b))).isEqualTo(Integer.signum(expected));
    }

    @Property
    void behindAPrefixIsBehindAllThatBeginSoAndNothingElse(
            @ForAll("texts") String prefix, @ForAll("texts") String rest, @ForAll("texts") String other) {
        Optional<String> behind = ObjectKeys.afterPrefix(prefix);
        if (behind.isEmpty()) {
            assertThat(prefix.codePoints()).allMatch(c -> c == Character.MAX_CODE_POINT);
            return;
        }
        assertThat(ObjectKeys.ORDER.compare(prefix + rest, behind.get())).isNegative();
        boolean between =
                ObjectKeys.ORDER.compare(other, prefix) >= 0 && ObjectKeys.ORDER.compare(other, behind.get()) < 0;
        assertThat(between).isEqualTo(other.startsWith(prefix));
    }

    @Property
    void anAllowedKeyIsWhatTheRuleSays(@ForAll String text) {
        boolean allowed = !text.isEmpty()
                && text.getBytes(StandardCharsets.UTF_8).length <= 1_024
                && new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text)
                && text.chars().noneMatch(c -> Character.getType(c) == Character.CONTROL || c == '\\' || c >= 0xfffe)
                && Arrays.stream(text.split("/", -1))
                        .allMatch(segment -> !segment.isEmpty()
                                && !segment.equals(".")
                                && !segment.equals("..")
                                && segment.getBytes(StandardCharsets.UTF_8).length <= 240);
        if (allowed) {
            assertThat(ObjectKeys.check(text)).isSameAs(text);
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> ObjectKeys.check(text));
        }
    }

    @Example
    void messagesSayWhyAndStayShort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectKeys.check("a/../b"))
                .withMessage(
                        "the key 'a/../b' is not allowed: a segment is '..'; a key is 1 to 1024 bytes of UTF-8, its"
                                + " segments between '/' 1 to 240 each, none of them '.' or '..', without backslashes and control"
                                + " characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectKeys.check("a\r\nInjected"))
                .withMessageStartingWith(
                        "the key 'aU+000DU+000AInjected' is not allowed: it has the control character U+000D");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectKeys.check("x".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }
}
