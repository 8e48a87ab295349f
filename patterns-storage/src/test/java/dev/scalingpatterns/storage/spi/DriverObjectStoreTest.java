package dev.scalingpatterns.storage.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.CorruptDataException;
import dev.scalingpatterns.core.PatternsException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.core.UnknownOutcomeException;
import dev.scalingpatterns.storage.ByteRange;
import dev.scalingpatterns.storage.Checksum;
import dev.scalingpatterns.storage.Condition;
import dev.scalingpatterns.storage.Content;
import dev.scalingpatterns.storage.DeleteResult;
import dev.scalingpatterns.storage.ForwardingDriver;
import dev.scalingpatterns.storage.ListEntry;
import dev.scalingpatterns.storage.ListOptions;
import dev.scalingpatterns.storage.ObjectReader;
import dev.scalingpatterns.storage.ObjectStore;
import dev.scalingpatterns.storage.ObjectWriter;
import dev.scalingpatterns.storage.PutOptions;
import dev.scalingpatterns.storage.PutResult;
import dev.scalingpatterns.storage.StorageListener;
import dev.scalingpatterns.storage.StorageOptions;
import dev.scalingpatterns.storage.TestDrivers;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What all stores share, where backends fail in ways that the store in memory cannot. */
class DriverObjectStoreTest {

    private static final byte[] BYTES = new byte[100_000];

    static {
        for (int i = 0; i < BYTES.length; i++) {
            BYTES[i] = (byte) (i * 31 + i / 251);
        }
    }

    private final List<String> told = new ArrayList<>();
    private final StorageListener listener = new Told();

    private final class Told implements StorageListener {

        @Override
        public void onSuccess(Operation operation, Duration took) {
            told.add(operation + " " + (took.isNegative() ? "negative" : "ok"));
        }

        @Override
        public void onFailure(Operation operation, Duration took, Throwable failure) {
            told.add(operation + " " + failure.getClass().getSimpleName());
        }

        @Override
        public void onBytesWritten(long bytes) {
            told.add("wrote " + bytes);
        }

        @Override
        public void onBytesRead(long bytes) {
            told.add("read " + bytes);
        }

        @Override
        public void onReadResumed() {
            told.add("resumed");
        }

        @Override
        public void onWriteAborted() {
            told.add("aborted");
        }
    }

    private ObjectStore over(ObjectDriver driver) {
        return new DriverObjectStore(driver, StorageOptions.defaults().withListener(listener));
    }

    private static ObjectDriver memory() {
        return TestDrivers.inMemory(InstantSource.system());
    }

    /** A backend whose bodies go through a filter. */
    private static final class Bodies extends ForwardingDriver {

        interface Filter {
            InputStream of(InputStream body, int opened);
        }

        private final Filter filter;
        private int opened;

        Bodies(ObjectDriver driver, Filter filter) {
            super(driver);
            this.filter = filter;
        }

        @Override
        public Optional<ObjectBody> open(String key, ByteRange range, @Nullable String etag) {
            return super.open(key, range, etag)
                    .map(body -> new ObjectBody(
                            body.info(), body.offset(), body.length(), filter.of(body.stream(), opened++)));
        }
    }

    /** Gives so many bytes, then fails, or ends without a word. */
    private static InputStream cutAfter(InputStream body, int bytes, boolean silently) {
        return new FilterInputStream(body) {
            private int left = bytes;

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (left == 0) {
                    if (silently) {
                        return -1;
                    }
                    throw new IOException("connection reset");
                }
                int n = super.read(target, offset, Math.min(length, left));
                left -= n;
                return n;
            }
        };
    }

    @Test
    void damagedBytesAreNotHandedOutToTheirEnd() {
        ObjectStore store = over(new Bodies(memory(), (body, opened) -> new FilterInputStream(body) {
            private boolean damaged;

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int n = super.read(target, offset, length);
                if (!damaged && n > 0) {
                    target[offset] ^= 1;
                    damaged = true;
                }
                return n;
            }
        }));
        for (Checksum.Algorithm algorithm : Checksum.Algorithm.values()) {
            store.put("k", Content.of(BYTES), PutOptions.defaults().withChecksum(Checksum.of(algorithm, BYTES)));
            try (ObjectReader reader = store.get("k").orElseThrow()) {
                assertThat(reader.readNBytes(BYTES.length - 1)).hasSize(BYTES.length - 1);
                for (int i = 0; i < 3; i++) {
                    assertThatExceptionOfType(CorruptDataException.class)
                            .isThrownBy(reader::read)
                            .withMessageContaining("storage.get k: the bytes have the checksum")
                            .withMessageContaining(Checksum.of(algorithm, BYTES).toString());
                }
            }
            assertThatExceptionOfType(CorruptDataException.class)
                    .isThrownBy(() -> store.get("k").orElseThrow().readAllBytes());
            // A range cannot be verified: the checksum is that of the whole.
            assertThat(store.get("k", ByteRange.from(1)).orElseThrow().readAllBytes())
                    .hasSize(BYTES.length - 1);
        }
    }

    @Test
    void bytesThatBreakOffGoOnFromWhereTheyStopped() {
        ObjectStore store =
                over(new Bodies(memory(), (body, opened) -> cutAfter(body, 1_000 + opened, opened % 2 == 0)));
        store.put("k", Content.of(BYTES));
        assertThat(store.get("k").orElseThrow().readAllBytes()).isEqualTo(BYTES);
        assertThat(store.get("k", ByteRange.of(500, 50_000)).orElseThrow().readAllBytes())
                .isEqualTo(Arrays.copyOfRange(BYTES, 500, 50_500));
        assertThat(store.get("k", ByteRange.last(7_000)).orElseThrow().readAllBytes())
                .isEqualTo(Arrays.copyOfRange(BYTES, 93_000, 100_000));
        assertThat(told).contains("resumed", "read 100000", "read 50000", "read 7000");
    }

    @Test
    void aReadThatNeverGetsOnIsGivenUp() {
        ObjectStore store = over(new Bodies(memory(), (body, opened) -> cutAfter(body, opened == 0 ? 10 : 0, false)));
        store.put("k", Content.of(BYTES));
        try (ObjectReader reader = store.get("k").orElseThrow()) {
            assertThat(reader.readNBytes(10)).hasSize(10);
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(reader::read)
                    .withMessage("storage.get k: the bytes broke off at 10 of 100000, and so did 3 attempts to go on;"
                            + " read again")
                    .withRootCauseInstanceOf(IOException.class);
        }
        assertThat(told.stream().filter("resumed"::equals)).hasSize(3);
    }

    @Test
    void aReadThatCannotGoOnTellsAlsoWhyItBrokeOff() {
        UnavailableException gone = new UnavailableException("storage.get", "k", "gone");
        ObjectStore store = over(new ForwardingDriver(new Bodies(memory(), (body, n) -> cutAfter(body, 10, false))) {
            private int opened;

            @Override
            public Optional<ObjectBody> open(String key, ByteRange range, @Nullable String etag) {
                if (opened++ > 0) {
                    throw gone;
                }
                return super.open(key, range, etag);
            }
        });
        store.put("k", Content.of(BYTES));
        try (ObjectReader reader = store.get("k").orElseThrow()) {
            assertThat(reader.readNBytes(10)).hasSize(10);
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(reader::read)
                    .isSameAs(gone);
        }
        assertThat(gone.getSuppressed())
                .singleElement()
                .satisfies(first ->
                        assertThat(first).isInstanceOf(IOException.class).hasMessage("connection reset"));
    }

    @Test
    void aReadDoesNotGoOnWithAnotherVersion() {
        ObjectStore store = over(new Bodies(memory(), (body, opened) -> cutAfter(body, 10, true)));
        for (boolean deleted : new boolean[] {true, false}) {
            store.put("k", Content.of(BYTES));
            try (ObjectReader reader = store.get("k").orElseThrow()) {
                assertThat(reader.readNBytes(10)).hasSize(10);
                if (deleted) {
                    store.delete("k");
                } else {
                    store.put("k", Content.of(new byte[BYTES.length]));
                }
                assertThatExceptionOfType(ConflictException.class)
                        .isThrownBy(reader::read)
                        .withMessageContaining("storage.get k");
            }
        }
    }

    @Test
    void aPageThatFailsIsThrownAndAskedForAgain() {
        boolean[] gone = {false};
        ObjectStore store = over(new ForwardingDriver(memory()) {
            @Override
            public Page list(PageRequest request) {
                if (gone[0]) {
                    throw new UnavailableException("storage.list", request.prefix(), "gone");
                }
                return super.list(request);
            }
        });
        for (int i = 0; i < 5; i++) {
            store.put("k" + i, Content.of(new byte[0]));
        }
        Iterator<ListEntry> entries =
                store.list(ListOptions.all().withPageSize(2)).iterator();
        entries.next();
        entries.next();
        gone[0] = true;
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(UnavailableException.class).isThrownBy(entries::hasNext);
            assertThatExceptionOfType(UnavailableException.class).isThrownBy(entries::next);
        }
        gone[0] = false;
        List<String> rest = new ArrayList<>();
        entries.forEachRemaining(entry -> rest.add(entry.name()));
        assertThat(rest).containsExactly("k2", "k3", "k4");
        assertThat(told).contains("LIST ok", "LIST UnavailableException");
    }

    @Test
    void anEmptyPageIsNotTheEnd() {
        ObjectStore store = over(new ForwardingDriver(memory()) {
            @Override
            public Page list(PageRequest request) {
                if (request.token() == null) {
                    return new Page(List.of(), "token 1");
                }
                return request.token().equals("token 1")
                        ? new Page(List.of(), "token 2")
                        : new Page(List.of(new ListEntry.CommonPrefix("a/")), null);
            }
        });
        assertThat(store.list().stream().map(ListEntry::name)).containsExactly("a/");
    }

    @Test
    void aListingIsLazy() {
        List<PageRequest> asked = new ArrayList<>();
        ObjectStore store = over(new ForwardingDriver(memory()) {
            @Override
            public Page list(PageRequest request) {
                asked.add(request);
                return super.list(request);
            }
        });
        for (int i = 0; i < 10; i++) {
            store.put("k" + i, Content.of(new byte[0]));
        }
        Iterator<ListEntry> entries =
                store.list(ListOptions.all().withPageSize(3)).iterator();
        assertThat(asked).isEmpty();
        entries.next();
        assertThat(asked).hasSize(1);
        entries.next();
        entries.next();
        assertThat(asked).hasSize(1);
        entries.next();
        assertThat(asked).hasSize(2).allMatch(request -> request.limit() == 3);
    }

    /** A backend whose uploads fail at a step, and which counts what becomes of them. */
    private static final class Uploads extends ForwardingDriver {

        private final RuntimeException failure;
        private final String failing;
        private final List<String> steps = new ArrayList<>();

        Uploads(String failing, RuntimeException failure) {
            super(memory());
            this.failing = failing;
            this.failure = failure;
        }

        private void step(String step) {
            steps.add(step);
            if (failing.contains(step)) {
                throw failure;
            }
        }

        @Override
        public Upload begin(String key, UploadRequest request) {
            step("begin");
            return new ForwardingUpload(super.begin(key, request)) {
                @Override
                public void append(byte[] bytes, int offset, int length) {
                    step("append");
                    super.append(bytes, offset, length);
                }

                @Override
                public PutResult publish(Condition condition, Checksum checksum) {
                    step("publish");
                    return super.publish(condition, checksum);
                }

                @Override
                public void abort() {
                    step("abort");
                    super.abort();
                }
            };
        }
    }

    @Test
    void anUploadIsPublishedOrAbortedOnceWhateverFails() {
        UnavailableException gone = new UnavailableException("storage.put", "k", "gone");
        Map<String, List<String>> expected = Map.of(
                "begin", List.of("begin"),
                "append", List.of("begin", "append", "abort"),
                "append, abort", List.of("begin", "append", "abort"),
                "publish", List.of("begin", "append", "publish", "abort"),
                "nothing", List.of("begin", "append", "publish"));
        expected.forEach((failing, steps) -> {
            Uploads driver = new Uploads(failing, gone);
            ObjectStore store = over(driver);
            if (failing.equals("nothing")) {
                store.put("k", Content.of(new byte[10]));
            } else {
                assertThatExceptionOfType(UnavailableException.class)
                        .isThrownBy(() -> store.put("k", Content.of(new byte[10])))
                        .isSameAs(gone);
            }
            assertThat(driver.steps).containsExactlyElementsOf(steps);
        });
    }

    @Test
    void anOutcomeThatIsNotKnownComesAsSuch() {
        UnknownOutcomeException unknown = new UnknownOutcomeException("storage.put", "k", "no answer came");
        ObjectStore store = over(new Uploads("publish", unknown));
        assertThatExceptionOfType(UnknownOutcomeException.class)
                .isThrownBy(() -> store.put("k", Content.of(new byte[10])))
                .isSameAs(unknown);
        try (ObjectWriter writer = store.writer("k")) {
            assertThatExceptionOfType(UnknownOutcomeException.class).isThrownBy(writer::commit);
            assertThatIllegalStateException().isThrownBy(writer::commit);
        }
    }

    @Test
    void anAbortThatFailsDoesNotHideWhatFailedBefore() {
        UnavailableException gone = new UnavailableException("storage.put", "k", "cannot abort");
        ObjectStore store = over(new Uploads("abort", gone));
        Content broken = Content.of(() -> new ByteArrayInputStream(new byte[5]), 6);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> store.put("k", broken))
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(gone));
        ObjectWriter writer = store.writer("k");
        writer.write(1);
        assertThatExceptionOfType(UnavailableException.class).isThrownBy(writer::close);
        writer.close();
    }

    @Test
    void aBatchThatFailsIsAFailureOfEachOfItsKeysAlone() {
        UnavailableException gone = new UnavailableException("storage.delete", "", "gone");
        ObjectStore store = over(new ForwardingDriver(memory()) {
            @Override
            public int deleteBatch() {
                return 2;
            }

            @Override
            public Map<String, PatternsException> deleteAll(List<String> keys) {
                if (keys.contains("c")) {
                    throw gone;
                }
                return keys.contains("e") ? Map.of("e", gone) : super.deleteAll(keys);
            }
        });
        List<DeleteResult> results = store.deleteAll(List.of("a", "b", "c", "d", "e"));
        assertThat(results.stream().filter(DeleteResult::deleted).map(DeleteResult::key))
                .containsExactly("a", "b");
        assertThat(results).extracting(DeleteResult::key).containsExactly("a", "b", "c", "d", "e");
        assertThat(results.subList(2, 5)).allMatch(result -> result.failure().equals(Optional.of(gone)));
    }

    @Test
    void keysOfABatchAreDeletedOneByOneUnlessTheDriverKnowsBetter() {
        ObjectDriver driver = new ForwardingDriver(memory()) {
            @Override
            public void delete(String key, Condition condition) {
                if (key.equals("b")) {
                    throw new UnavailableException("storage.delete", key, "gone");
                }
                super.delete(key, condition);
            }

            @Override
            public Map<String, PatternsException> deleteAll(List<String> keys) {
                return new OneByOne(this).deleteAll(keys);
            }
        };
        ObjectStore store = over(driver);
        for (String key : new String[] {"a", "b", "c"}) {
            store.put(key, Content.of(new byte[1]));
        }
        assertThat(store.deleteAll(List.of("a", "b", "c")))
                .extracting(DeleteResult::deleted)
                .containsExactly(true, false, true);
        assertThat(store.list().keys()).containsExactly("b");
    }

    /** Has the interface's own deleteAll. */
    private record OneByOne(ObjectDriver driver) implements ObjectDriver {

        @Override
        public Optional<dev.scalingpatterns.storage.ObjectInfo> head(String key) {
            return driver.head(key);
        }

        @Override
        public Optional<ObjectBody> open(String key, ByteRange range, @Nullable String etag) {
            return driver.open(key, range, etag);
        }

        @Override
        public Upload begin(String key, UploadRequest request) {
            return driver.begin(key, request);
        }

        @Override
        public Optional<PutResult> copy(String from, String to, Condition condition) {
            return driver.copy(from, to, condition);
        }

        @Override
        public void delete(String key, Condition condition) {
            driver.delete(key, condition);
        }

        @Override
        public Page list(PageRequest request) {
            return driver.list(request);
        }

        @Override
        public void close() {
            driver.close();
        }
    }

    @Test
    void theListenerIsToldWhatHappens() {
        ObjectStore store = over(memory());
        store.put("k", Content.of(new byte[10]));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> store.put("k", Content.of(new byte[10]), Condition.ifAbsent()));
        store.head("k");
        store.get("k").orElseThrow().readAllBytes();
        try (ObjectWriter writer = store.writer("w")) {
            writer.write(new byte[3]);
            writer.commit();
        }
        store.copy("k", "c");
        store.delete("k");
        store.deleteAll(List.of("c"));
        assertThat(store.list().keys()).containsExactly("w");
        assertThat(told)
                .containsExactly(
                        "wrote 10",
                        "PUT ok",
                        "aborted",
                        "PUT ConflictException",
                        "HEAD ok",
                        "GET ok",
                        "read 10",
                        "wrote 3",
                        "COMMIT ok",
                        "COPY ok",
                        "DELETE ok",
                        "DELETE_ALL ok",
                        "LIST ok");
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        StorageListener broken = new StorageListener() {
            @Override
            public void onSuccess(Operation operation, Duration took) {
                throw new IllegalStateException("broken metrics");
            }

            @Override
            public void onBytesWritten(long bytes) {
                throw new IllegalStateException("broken metrics");
            }
        };
        ObjectStore store =
                new DriverObjectStore(memory(), StorageOptions.defaults().withListener(broken));
        store.put("k", Content.ofUtf8("text"));
        assertThat(store.get("k").orElseThrow().readAllBytes()).asString().isEqualTo("text");
    }

    @Test
    void theDriverIsClosedOnce() {
        int[] closed = {0};
        ObjectStore store = over(new ForwardingDriver(memory()) {
            @Override
            public void close() {
                closed[0]++;
            }
        });
        store.close();
        store.close();
        assertThat(closed[0]).isEqualTo(1);
    }
}
