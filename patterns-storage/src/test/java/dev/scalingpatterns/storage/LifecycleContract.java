package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.scalingpatterns.testkit.Leaks;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a closed store does. */
public interface LifecycleContract extends StorageHarness {

    @Test
    default void aClosedStoreIsRefusedByName() {
        put("k", "text");
        closeStore();
        List<Runnable> operations = List.of(
                () -> put("k", "x"),
                () -> store().get("k"),
                () -> store().head("k"),
                () -> store().delete("k"),
                () -> store().deleteAll(List.of("k")),
                () -> store().copy("k", "l"),
                () -> store().list(),
                () -> store().writer("k"));
        operations.forEach(operation ->
                assertThatIllegalStateException().isThrownBy(operation::run).withMessage("this ObjectStore is closed"));
    }

    @Test
    default void closeMayBeCalledAgain() {
        closeStore();
        closeStore();
    }

    @Test
    default void whatWasBegunDoesNotOutliveTheStore() {
        put("k", "text");
        ObjectReader reader = store().get("k").orElseThrow();
        Iterator<ListEntry> entries = store().list().iterator();
        ObjectWriter writer = store().writer("w");
        writer.write('a');
        closeStore();
        assertThatIllegalStateException().isThrownBy(reader::read).withMessage("this ObjectStore is closed");
        assertThatIllegalStateException().isThrownBy(entries::hasNext);
        assertThatIllegalStateException().isThrownBy(() -> writer.write('b'));
        assertThatIllegalStateException().isThrownBy(writer::commit);
        writer.close();
        reader.close();
    }

    @Test
    default void nothingIsLeftOfWhatWasClosed() {
        Leaks leaks = Leaks.watch("patterns-");
        put("k", "text");
        assertThat(text("k")).isEqualTo("text");
        try (ObjectWriter writer = store().writer("w")) {
            writer.write('a');
        }
        closeStore();
        leaks.assertNothingLeft();
    }
}
