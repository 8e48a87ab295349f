package dev.scalingpatterns.storage;

import dev.scalingpatterns.core.PatternsException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.storage.spi.ObjectBody;
import dev.scalingpatterns.storage.spi.ObjectDriver;
import dev.scalingpatterns.storage.spi.Page;
import dev.scalingpatterns.storage.spi.PageRequest;
import dev.scalingpatterns.storage.spi.Upload;
import dev.scalingpatterns.storage.spi.UploadRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A backend on a bad network: operations fail before anything was done, bodies break off at random bytes. It keeps old
 * versions for readers that come back, as a versioned bucket does.
 */
final class FaultyDriver extends ForwardingDriver {

    private static final String INJECTED = "injected";

    private final ThreadLocal<Boolean> calm = ThreadLocal.withInitial(() -> false);
    private final Map<String, Kept> versions = new ConcurrentHashMap<>();
    private final AtomicLong faults = new AtomicLong();
    private final Random random;

    FaultyDriver(ObjectDriver driver, Random random) {
        super(driver);
        this.random = random;
    }

    /** How many faults there were. */
    long faults() {
        return faults.get();
    }

    /** Whether this thread is spared. */
    void calm(boolean spared) {
        calm.set(spared);
    }

    static boolean injected(PatternsException e) {
        return String.valueOf(e.getMessage()).endsWith(INJECTED);
    }

    private void maybeFail(String operation, String subject) {
        if (!calm.get() && random.nextInt(5) == 0) {
            faults.incrementAndGet();
            throw new UnavailableException(operation, subject, INJECTED);
        }
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        maybeFail("storage.head", key);
        return super.head(key);
    }

    @Override
    public Optional<ObjectBody> open(String key, ByteRange range, @Nullable String etag) {
        Kept old = etag == null ? null : versions.get(key + " " + etag);
        if (old != null) {
            return Optional.of(breaking(old, range));
        }
        maybeFail("storage.get", key);
        return super.open(key, ByteRange.all(), etag).map(body -> breaking(keep(key, body), range));
    }

    /** A version with all its bytes. */
    private record Kept(ObjectInfo info, Content content) {}

    private Kept keep(String key, ObjectBody body) {
        return versions.computeIfAbsent(key + " " + body.info().etag(), none -> {
            try (InputStream stream = body.stream()) {
                return new Kept(body.info(), Content.of(stream.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private ObjectBody breaking(Kept kept, ByteRange range) {
        long size = kept.info().size();
        long offset = range.offsetIn(size);
        long length = range.lengthIn(size);
        try {
            InputStream stream = kept.content().open();
            stream.skipNBytes(offset);
            return new ObjectBody(kept.info(), offset, length, calm.get() ? stream : new Breaking(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives at least one byte, so that who comes back gets on. */
    private final class Breaking extends FilterInputStream {

        private long left = 1L + (random.nextBoolean() ? random.nextInt(20_000) : random.nextInt(2_000_000));

        Breaking(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                faults.incrementAndGet();
                if (random.nextBoolean()) {
                    return -1; // cut off without a word
                }
                throw new IOException("connection reset");
            }
            int n = super.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(0, n);
            return n;
        }
    }

    @Override
    public Upload begin(String key, UploadRequest request) {
        maybeFail("storage.put", key);
        Upload upload = super.begin(key, request);
        return calm.get() ? upload : new FaultyUpload(key, upload);
    }

    private final class FaultyUpload extends ForwardingUpload {

        private final String key;

        FaultyUpload(String key, Upload upload) {
            super(upload);
            this.key = key;
        }

        @Override
        public void append(byte[] bytes, int offset, int length) {
            super.append(bytes, offset, length / 2);
            maybeFail("storage.put", key);
            super.append(bytes, offset + length / 2, length - length / 2);
        }

        @Override
        public PutResult publish(Condition condition, Checksum checksum) {
            maybeFail("storage.put", key);
            return super.publish(condition, checksum);
        }
    }

    @Override
    public Optional<PutResult> copy(String from, String to, Condition condition) {
        maybeFail("storage.copy", to);
        return super.copy(from, to, condition);
    }

    @Override
    public void delete(String key, Condition condition) {
        maybeFail("storage.delete", key);
        super.delete(key, condition);
    }

    @Override
    public Page list(PageRequest request) {
        maybeFail("storage.list", "");
        return super.list(request);
    }
}
