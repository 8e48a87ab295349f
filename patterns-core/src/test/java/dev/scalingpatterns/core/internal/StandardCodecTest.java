package dev.scalingpatterns.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.scalingpatterns.core.Codec;
import dev.scalingpatterns.core.CorruptDataException;
import dev.scalingpatterns.core.TypeRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardCodecTest {

    private static final String SECRET = "my-payload";

    private final Codec codec = Codec.standard();

    /** A value as users have them. */
    public record Basket(
            String owner, List<Integer> items, @Nullable Instant paid) {}

    private static final Basket BASKET =
            new Basket("Zoë \u2603 \uD83D\uDE00", List.of(1, 2, 3), Instant.parse("2026-11-21T10:15:30.123456789Z"));

    @Property(tries = 200)
    void bytesComeBackAsTheyWere(@ForAll byte[] bytes) {
        assertThat(codec.decode(codec.encode(bytes), byte[].class)).isEqualTo(bytes);
    }

    @Property(tries = 200)
    void textComesBackAsItWasOrIsRefused(@ForAll String text) {
        byte[] encoded;
        try {
            encoded = codec.encode(text);
        } catch (IllegalArgumentException e) {
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isFalse();
            return;
        }
        assertThat(codec.decode(encoded, String.class)).isEqualTo(text);
    }

    @Property(tries = 200)
    void valuesComeBackAsTheyWere(@ForAll List<Integer> numbers, @ForAll boolean flag) {
        Map<String, Object> value = Map.of("numbers", numbers, "flag", flag);
        assertThat(codec.decode(codec.encode(value), new TypeRef<Map<String, Object>>() {}))
                .isEqualTo(value);
    }

    /** Bytes written by the first release: whatever is changed, they stay readable and mean the same. */
    @Test
    void readsTheSealedSamplesOfEachFormat() throws IOException {
        assertThat(codec.decode(sample("format-1-bytes.bin"), byte[].class)).containsExactly(0, 1, 127, -128, -1);
        assertThat(codec.decode(sample("format-2-utf8.bin"), String.class)).isEqualTo("Zoë \u2603 \uD83D\uDE00");
        assertThat(codec.decode(sample("format-3-json.bin"), Basket.class)).isEqualTo(BASKET);
    }

    /** Instances of the last release may read what this one writes, so the bytes are the same too. */
    @Test
    void writesTheSealedSamplesOfEachFormat() throws IOException {
        assertThat(codec.encode(new byte[] {0, 1, 127, -128, -1})).isEqualTo(sample("format-1-bytes.bin"));
        assertThat(codec.encode("Zoë \u2603 \uD83D\uDE00")).isEqualTo(sample("format-2-utf8.bin"));
        assertThat(codec.encode(BASKET)).isEqualTo(sample("format-3-json.bin"));
    }

    private static byte[] sample(String name) throws IOException {
        try (InputStream in = StandardCodecTest.class.getResourceAsStream("/formats/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @Test
    void readsWhatALaterVersionWroteWithMoreFields() {
        byte[] more = json("{\"owner\":\"me\",\"items\":[],\"paid\":null,\"colour\":\"blue\"}");
        assertThat(codec.decode(more, Basket.class)).isEqualTo(new Basket("me", List.of(), null));
    }

    @Test
    void takesNoTypeFromTheData() {
        byte[] named = json("{\"@class\":\"java.io.File\",\"@type\":\"java.io.File\"}");
        assertThat(codec.decode(named, Object.class)).isInstanceOf(Map.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"owner\":17.5,\"items\":\"my-payload\"}", "{\"owner\":\"my-payload", "null", "{} my-payload"})
    void whatDoesNotFitIsCorruptAndIsNotQuoted(String stored) {
        CorruptDataException corrupt =
                catchThrowableOfType(CorruptDataException.class, () -> codec.decode(json(stored), Basket.class));
        assertThat(corrupt).isNotNull();
        assertThat(everything(corrupt)).doesNotContain(SECRET);
    }

    @Test
    void otherBytesAreCorruptNeverAWrongValue() {
        assertThatThrownBy(() -> codec.decode(new byte[0], String.class))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("not even a format byte");
        assertThatThrownBy(() -> codec.decode(new byte[] {9, 1}, String.class))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("unknown format byte 9; known are 1 (bytes), 2 (UTF-8), 3 (JSON)");
        assertThatThrownBy(() -> codec.decode(new byte[] {2, (byte) 0xff}, String.class))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> codec.decode(codec.encode("text"), byte[].class))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("the stored value is a String");
    }

    @Test
    void refusesWhatItCannotWriteWithoutQuotingIt() {
        for (Object value : List.of(new Broken(), new Loop(), "\uD83D" + SECRET)) {
            IllegalArgumentException refused =
                    catchThrowableOfType(IllegalArgumentException.class, () -> codec.encode(value));
            assertThat(refused).hasMessageContaining(value.getClass().getName());
            assertThat(everything(refused)).doesNotContain(SECRET);
        }
    }

    /** Its getter fails with a payload in the message. */
    public static final class Broken {
        /** Fails. */
        public String getValue() {
            if (hashCode() == System.identityHashCode(this)) {
                throw new IllegalStateException(SECRET);
            }
            return "";
        }
    }

    /** It holds itself. */
    public static final class Loop {
        /** Itself. */
        public Loop getSelf() {
            return this;
        }
    }

    @Test
    void namesWhatIsNull() {
        assertThatThrownBy(() -> codec.encode(nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("value");
        assertThatThrownBy(() -> codec.decode(nothing(), String.class)).hasMessage("data");
    }

    @Test
    void asksForAClassNotAPrimitive() {
        assertThatThrownBy(() -> codec.decode(codec.encode(7), int.class)).hasMessageContaining("Integer");
        assertThat(codec.decode(codec.encode(7), Integer.class)).isEqualTo(7);
    }

    @Test
    void aTypeReferenceNamesItsType() {
        assertThat(new TypeRef<List<String>>() {}.toString()).isEqualTo("java.util.List<java.lang.String>");
        assertThatThrownBy(StandardCodecTest::<String>open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is open");
    }

    private static <T> void open() {
        assertThat(new TypeRef<List<T>>() {}).isNotNull();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a caller without null checks
    private static <T> T nothing() {
        return null;
    }

    private static byte[] json(String text) {
        return ("\u0003" + text).getBytes(StandardCharsets.UTF_8);
    }

    private static String everything(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
