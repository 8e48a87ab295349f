package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata comes back unchanged, together with its bytes, and smuggles nothing in. */
public interface MetadataContract extends StorageHarness {

    /** Metadata with everything there is. */
    static ObjectMetadata full() {
        return ObjectMetadata.none()
                .withContentType("text/plain; charset=\"utf-8\"")
                .withCacheControl("public, max-age=31536000, immutable")
                .withUser("owner", "42")
                .withUser("file-name", "a b=c; \"d\", 'e' <f> %20+~!")
                .withUser("0", "0");
    }

    @Test
    default void allMetadataComesBack() {
        store().put("k", Content.ofUtf8("text"), PutOptions.defaults().withMetadata(full()));
        assertThat(store().head("k")).map(ObjectInfo::metadata).contains(full());
        try (ObjectReader reader = store().get("k").orElseThrow()) {
            assertThat(reader.info().metadata()).isEqualTo(full());
            assertThat(reader.info()).isEqualTo(store().head("k").orElseThrow());
        }
    }

    @Test
    default void withoutAnyTheContentTypeIsTheDefault() {
        put("k", "text");
        ObjectMetadata metadata = store().head("k").orElseThrow().metadata();
        assertThat(metadata.contentType()).isEqualTo("application/octet-stream");
        assertThat(metadata.cacheControl()).isEmpty();
        assertThat(metadata.user()).isEmpty();
    }

    @Test
    default void metadataIsReplacedWithTheBytes() {
        store().put("k", Content.ofUtf8("text"), PutOptions.defaults().withMetadata(full()));
        PutOptions options = PutOptions.defaults().withUser("owner", "43");
        store().put("k", Content.ofUtf8("text"), options);
        assertThat(store().head("k")).map(ObjectInfo::metadata).contains(options.metadata());
    }

    @Test
    default void asMuchMetadataAsIsAllowedComesBack() {
        ObjectMetadata much = ObjectMetadata.none();
        for (int i = 0; i < 7; i++) {
            much = much.withUser("name" + i, "v".repeat(251));
        }
        store().put("k", Content.ofUtf8("text"), PutOptions.defaults().withMetadata(much));
        assertThat(store().head("k")).map(ObjectInfo::metadata).contains(much);
        ObjectMetadata full = much;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> full.withUser("a", "b"))
                .withMessageContaining("at most 1792 characters");
    }

    @Test
    default void theTimeIsThatOfTheBackendInWholeSeconds() {
        put("k", "first");
        Instant first = store().head("k").orElseThrow().lastModified();
        assertThat(first).isEqualTo(first.truncatedTo(ChronoUnit.SECONDS));
        pass(tick());
        assertThat(text("k")).isEqualTo("first");
        assertThat(store().head("k").orElseThrow().lastModified()).isEqualTo(first);
        put("k", "second");
        Instant second = store().head("k").orElseThrow().lastModified();
        assertThat(second).isAfter(first);
        assertThat(store().list().objects().map(ListEntry.ObjectEntry::lastModified))
                .containsExactly(second);
    }

    /** Values that a header could not carry as they are, or could carry too much in. */
    static List<String> refusedValues() {
        return List.of(
                "",
                " ",
                " x",
                "x ",
                "x\r\nX-Injected: 1",
                "x\nSet-Cookie: a=b",
                "x\ry",
                "x\0",
                "tab\t",
                "é",
                "\u007f",
                "日");
    }

    @ParameterizedTest
    @MethodSource("dev.scalingpatterns.storage.MetadataContract#refusedValues")
    default void aHeaderCannotBeSmuggledInByAValue(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PutOptions.defaults().withUser("name", value))
                .withMessageContaining("user metadata 'name'")
                .satisfies(e -> assertThat(value.length() > 1
                                && String.valueOf(e.getMessage()).contains(value))
                        .as("the value is in the message")
                        .isFalse());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PutOptions.defaults().withCacheControl(value))
                .withMessageContaining("cache control");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PutOptions.defaults().withContentType(value))
                .withMessageContaining("content type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "A", "Owner", "a b", "a:b", "a\r\nx: y", "-a", "a_b", "é", "patterns-nonce", "a.b", "a=b"})
    default void aNameThatAHeaderWouldChangeIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PutOptions.defaults().withUser(name, "value"))
                .withMessageContaining("of user metadata is not allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectMetadata("a/b", Optional.empty(), Map.of(name, "value")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "text/", "/plain", "text/plain\r\nX: y", "text/plain;\n", "a b/c", "text/plain; é"})
    default void whatIsNoMediaTypeIsRefused(String type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PutOptions.defaults().withContentType(type))
                .withMessageContaining("a media type such as image/jpeg");
    }

    @Test
    default void whatIsTooLongIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PutOptions.defaults().withContentType("text/" + "x".repeat(252)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PutOptions.defaults().withCacheControl("x".repeat(257)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PutOptions.defaults().withUser("n".repeat(65), "v"));
    }
}
