package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scalingpatterns.core.ConflictException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy is an object of its own. */
public interface CopyContract extends StorageHarness {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_096, -1})
    default void aCopyHasTheBytesTheMetadataAndTheChecksum(int asked) {
        byte[] bytes = StorageHarness.bytes(asked < 0 ? largeSize() : asked, 61);
        Checksum checksum = Checksum.of(Checksum.Algorithm.SHA256, bytes);
        PutOptions options =
                PutOptions.defaults().withMetadata(MetadataContract.full()).withChecksum(checksum);
        store().put("from", Content.of(bytes), options);
        pass(tick());
        PutResult result = store().copy("from", "to").orElseThrow();
        ObjectInfo from = store().head("from").orElseThrow();
        ObjectInfo to = store().head("to").orElseThrow();
        assertThat(read("to")).isEqualTo(bytes);
        assertThat(to.metadata()).isEqualTo(MetadataContract.full());
        assertThat(to.checksum()).contains(checksum);
        assertThat(to.lastModified()).isAfter(from.lastModified());
        assertThat(result).isEqualTo(new PutResult(bytes.length, to.etag(), to.checksum()));
    }

    @Test
    default void aCopyLivesOnWithoutItsSource() {
        put("from", "text");
        store().copy("from", "to");
        put("from", "other");
        assertThat(text("to")).isEqualTo("text");
        store().delete("from");
        assertThat(text("to")).isEqualTo("text");
        assertThat(keys()).containsExactly("to");
    }

    @Test
    default void aCopyTakesThePlaceOfTheTarget() {
        put("from", "new");
        store().put(
                        "to",
                        Content.ofUtf8("a longer old text"),
                        PutOptions.defaults().withUser("old", "yes"));
        store().copy("from", "to");
        assertThat(text("to")).isEqualTo("new");
        assertThat(store().head("to").orElseThrow().metadata()).isEqualTo(ObjectMetadata.none());
    }

    @Test
    default void whatIsAbsentIsNotCopied() {
        put("to", "old");
        ObjectInfo old = store().head("to").orElseThrow();
        assertThat(store().copy("absent", "to")).isEmpty();
        assertThat(store().copy("absent", "to", Condition.ifAbsent())).isEmpty();
        assertThat(store().copy("absent", "new")).isEmpty();
        assertThat(store().copy("absent", "absent")).isEmpty();
        assertThat(store().head("to")).contains(old);
        assertThat(keys()).containsExactly("to");
    }

    @Test
    default void ontoItselfNothingChanges() {
        put("k", "text");
        ObjectInfo before = store().head("k").orElseThrow();
        pass(tick());
        PutResult there = new PutResult(before.size(), before.etag(), before.checksum());
        assertThat(store().copy("k", "k")).contains(there);
        assertThat(store().copy("k", "k", Condition.ifMatch(before.etag()))).contains(there);
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> store().copy("k", "k", Condition.ifAbsent()));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> store().copy("k", "k", Condition.ifMatch("another")));
        assertThat(store().head("k")).contains(before);
        assertThat(text("k")).isEqualTo("text");
    }
}
