package dev.scalingpatterns.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever breaks in the source, the old object is there and nothing of the new one. */
public interface BrokenSourceContract extends StorageHarness {

    /** The old object as it was, no other, and nothing where there was none. */
    private void assertOnlyTheOldIsThere(ObjectInfo old) {
        assertThat(keys()).containsExactly("old");
        assertThat(store().head("old")).contains(old);
        assertThat(text("old")).isEqualTo("old bytes");
        assertThat(store().get("new")).isEmpty();
    }

    private ObjectInfo putOld() {
        put("old", "old bytes");
        return store().head("old").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"10,0", "10,1", "10,5", "10,9", "10,10", "-1,0", "-1,1", "-1,70000", "-1,600000", "-1,-1"})
    default void aSourceThatFailsHalfWayLeavesTheOldObject(int asked, int askedAfter) {
        byte[] bytes = StorageHarness.bytes(asked < 0 ? largeSize() : asked, 5);
        int after = askedAfter < 0 ? bytes.length : askedAfter;
        ObjectInfo old = putOld();
        IOException cut = new IOException("connection reset");
        for (String key : new String[] {"old", "new"}) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> store().put(key, Content.once(StorageHarness.failing(bytes, after, cut))))
                    .withCause(cut)
                    .withMessageContaining("after " + after + " bytes")
                    .withMessageContaining(key);
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> store().put(
                                    key,
                                    Content.of(() -> StorageHarness.failing(bytes, after, cut), bytes.length + 1L)))
                    .withCause(cut);
        }
        assertOnlyTheOldIsThere(old);
    }

    @Test
    default void anUncheckedExceptionOfTheSourceComesAsItIs() {
        ObjectInfo old = putOld();
        RuntimeException bug = new UnsupportedOperationException("a bug in the source");
        Content content = Content.of(() -> new InputStream() {
            private int left = 3;

            @Override
            public int read() {
                if (left-- == 0) {
                    throw bug;
                }
                return 1;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                target[offset] = (byte) read();
                return 1;
            }
        });
        assertThatThrownBy(() -> store().put("old", content)).isSameAs(bug);
        assertThatThrownBy(() -> store().put("new", content)).isSameAs(bug);
        assertOnlyTheOldIsThere(old);
    }

    @Test
    default void anErrorInTheSourceLeavesNothing() {
        ObjectInfo old = putOld();
        Error error = new StackOverflowError("in the source");
        Content content = Content.of(() -> {
            throw error;
        });
        assertThatThrownBy(() -> store().put("old", content)).isSameAs(error);
        assertOnlyTheOldIsThere(old);
    }

    @Test
    default void aSourceThatCannotBeOpenedOrMeasuredLeavesNothing() {
        ObjectInfo old = putOld();
        IOException missing = new IOException("no such file");
        Content unopened = Content.of(() -> {
            throw missing;
        });
        Content unmeasured = new Content() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(new byte[1]);
            }

            @Override
            public OptionalLong length() throws IOException {
                throw missing;
            }

            @Override
            public boolean repeatable() {
                return true;
            }
        };
        for (Content content : new Content[] {unopened, unmeasured}) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> store().put("old", content))
                    .withCause(missing);
        }
        assertOnlyTheOldIsThere(old);
    }

    @Test
    default void aSourceThatFailsWhenItIsClosedIsNotTrusted() {
        ObjectInfo old = putOld();
        IOException late = new IOException("the pipe's writer failed");
        Content content = Content.of(() -> new ByteArrayInputStream(new byte[100]) {
            @Override
            public void close() throws IOException {
                throw late;
            }
        });
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> store().put("old", content))
                .withCause(late);
        assertOnlyTheOldIsThere(old);
    }

    @Test
    default void aSourceIsClosedAlsoWhenItFails() {
        AtomicBoolean closed = new AtomicBoolean();
        IOException cut = new IOException("cut");
        InputStream source = new FilterInputStream(StorageHarness.failing(new byte[1], 0, cut)) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        assertThatThrownBy(() -> store().put("new", Content.once(source))).isInstanceOf(UncheckedIOException.class);
        assertThat(closed).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10,9",
        "10,11",
        "10,0",
        "0,1",
        "65536,65535",
        "65536,65537",
        "-1,999999",
        "-1,2000000",
        "10,1099511627776",
        "10,9223372036854775807"
    })
    default void aLengthThatTheBytesDoNotHaveIsRefused(int asked, long declared) {
        byte[] bytes = StorageHarness.bytes(asked < 0 ? largeSize() : asked, 11);
        ObjectInfo old = putOld();
        AtomicInteger open = new AtomicInteger();
        for (String key : new String[] {"old", "new"}) {
            // A store may refuse as too large what it has no room for; it may not make room for a mere claim.
            assertThatThrownBy(() -> store().put(key, Content.of(() -> PutContract.counted(bytes, open), declared)))
                    .isInstanceOfAny(
                            IllegalArgumentException.class, dev.scalingpatterns.core.UnavailableException.class)
                    .hasMessageContaining(key)
                    .hasMessageContaining(String.valueOf(declared));
        }
        assertThat(open).hasValue(0);
        assertOnlyTheOldIsThere(old);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    default void aNegativeLengthIsRefused(long length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Content.once(new ByteArrayInputStream(new byte[1]), length))
                .withMessageContaining("0 or more");
        Content own = new Content() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(new byte[1]);
            }

            @Override
            public OptionalLong length() {
                return OptionalLong.of(length);
            }

            @Override
            public boolean repeatable() {
                return true;
            }
        };
        assertThatIllegalArgumentException().isThrownBy(() -> store().put("new", own));
        assertThat(keys()).isEmpty();
    }
}
