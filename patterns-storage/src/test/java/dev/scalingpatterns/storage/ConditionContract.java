package dev.scalingpatterns.storage;

import static dev.scalingpatterns.storage.Condition.ifAbsent;
import static dev.scalingpatterns.storage.Condition.ifMatch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.scalingpatterns.core.ConflictException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions hold at every size, on put, copy, delete and a writer's commit. */
public interface ConditionContract extends StorageHarness {

    /** The ways to publish bytes at a key. */
    enum Way {
        /** By put. */
        PUT,
        /** By a writer's commit. */
        WRITER,
        /** By a copy of another object. */
        COPY
    }

    private PutResult publish(Way way, String key, byte[] bytes, Condition condition) {
        return switch (way) {
            case PUT -> store().put(key, Content.of(bytes), condition);
            case WRITER -> write(key, bytes, condition);
            case COPY -> copy(key, bytes, condition);
        };
    }

    private PutResult write(String key, byte[] bytes, Condition condition) {
        try (ObjectWriter writer = store().writer(key)) {
            writer.write(bytes);
            return writer.commit(condition);
        }
    }

    private PutResult copy(String key, byte[] bytes, Condition condition) {
        store().put("source", Content.of(bytes));
        return store().copy("source", key, condition).orElseThrow();
    }

    private byte[] bytes(int size, int seed) {
        return StorageHarness.bytes(size < 0 ? largeSize() : size, seed);
    }

    private void assertConflict(Runnable work) {
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(work::run)
                .satisfies(e -> assertThat(e.subject()).endsWith("key"))
                .withMessageContaining("nothing was changed");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_096, -1})
    default void ifAbsentCreatesOnce(int size) {
        for (Way way : Way.values()) {
            String key = way + "-key";
            byte[] first = bytes(size, 1);
            PutResult created = publish(way, key, first, ifAbsent());
            ObjectInfo before = store().head(key).orElseThrow();
            assertThat(created.etag()).isEqualTo(before.etag());
            assertConflict(() -> publish(way, key, bytes(size, 2), ifAbsent()));
            assertThat(store().head(key)).contains(before);
            assertThat(read(key)).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_096, -1})
    default void ifAbsentCreatesAgainAfterADelete(int size) {
        for (Way way : Way.values()) {
            String key = way + "-key";
            publish(way, key, bytes(size, 1), ifAbsent());
            store().delete(key);
            byte[] again = bytes(size, 2);
            publish(way, key, again, ifAbsent());
            assertThat(read(key)).isEqualTo(again);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_096, -1})
    default void ifMatchReplacesTheVersionItNamesAndNoOther(int size) {
        for (Way way : Way.values()) {
            String key = way + "-key";
            String first = store().put(key, Content.ofUtf8("first")).etag();
            byte[] second = bytes(size, 2);
            String etag = publish(way, key, second, ifMatch(first)).etag();
            assertThat(read(key)).isEqualTo(second);
            assertThat(etag).isNotEqualTo(first);
            ObjectInfo before = store().head(key).orElseThrow();
            assertConflict(() -> publish(way, key, bytes(size, 3), ifMatch(first)));
            assertThat(store().head(key)).contains(before);
            assertThat(read(key)).isEqualTo(second);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4_096, -1})
    default void ifMatchNeverCreates(int size) {
        for (Way way : Way.values()) {
            String key = way + "-key";
            String etag = put(key, "gone").etag();
            store().delete(key);
            assertConflict(() -> publish(way, key, bytes(size, 1), ifMatch(etag)));
            assertThat(store().head(key)).isEmpty();
        }
    }

    @Test
    default void aVersionThatCameAfterADeleteIsAnother() {
        String etag = put("key", "first").etag();
        store().delete("key");
        put("key", "second");
        assertConflict(() -> store().put("key", Content.ofUtf8("third"), ifMatch(etag)));
        assertConflict(() -> store().delete("key", ifMatch(etag)));
        assertThat(text("key")).isEqualTo("second");
    }

    @Test
    default void aDeleteWithIfMatchRemovesTheVersionItNamesAndNoOther() {
        String first = put("key", "first").etag();
        String second = put("key", "second").etag();
        assertConflict(() -> store().delete("key", ifMatch(first)));
        assertThat(text("key")).isEqualTo("second");
        store().delete("key", ifMatch(second));
        assertThat(store().head("key")).isEmpty();
    }

    @Test
    default void aDeleteOfWhatIsAbsentIsNoConflictWhateverTheCondition() {
        String etag = put("key", "first").etag();
        store().delete("key", ifMatch(etag));
        store().delete("key", ifMatch(etag));
        store().delete("key", Condition.none());
        assertThat(keys()).isEmpty();
    }

    @Test
    default void aDeleteHasNoUseForIfAbsent() {
        put("key", "text");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().delete("key", ifAbsent()))
                .withMessageContaining("allowed are Condition.none() and Condition.ifMatch(etag)");
        assertThat(text("key")).isEqualTo("text");
    }

    @Test
    default void everyViewOfAnObjectTellsTheSameEntityTag() {
        String etag = put("key", "text").etag();
        assertThat(store().head("key")).map(ObjectInfo::etag).contains(etag);
        try (ObjectReader reader = store().get("key").orElseThrow()) {
            assertThat(reader.info().etag()).isEqualTo(etag);
        }
        assertThat(store().list().objects().map(ListEntry.ObjectEntry::etag)).containsExactly(etag);
        assertThat(text("key")).isEqualTo("text");
        assertThat(store().head("key")).map(ObjectInfo::etag).contains(etag);
        String other = put("key", "other").etag();
        assertThat(other).isNotEqualTo(etag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "\"quoted\"", "line\r\nX-Injected: 1", "*", "é", "\u007f"})
    default void whatIsNoEntityTagIsRefused(String etag) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ifMatch(etag))
                .withMessageContaining("an entity tag is 1 to 256 visible ASCII characters");
    }
}
