package dev.scalingpatterns.storage.spi;

import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.CorruptDataException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.storage.ByteRange;
import dev.scalingpatterns.storage.Checksum;
import dev.scalingpatterns.storage.ObjectInfo;
import dev.scalingpatterns.storage.StorageListener;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bytes of one version: resumed where they break off, verified before the last of them are handed out. */
final class BodyStream extends InputStream {

    private static final String OPERATION = "storage.get";

    private final DriverObjectStore store;
    private final ObjectDriver driver;
    private final ObjectInfo info;
    private final long offset;
    private final long length;
    private final int maxResumes;
    private final Checksum.@Nullable Hasher hasher;
    private InputStream body;
    private long position;
    private int resumes;
    private @Nullable Checksum found;
    private boolean closed;

    BodyStream(DriverObjectStore store, ObjectDriver driver, ObjectBody body, int maxResumes) {
        this.store = store;
        this.driver = driver;
        this.info = body.info();
        this.offset = body.offset();
        this.length = body.length();
        this.maxResumes = maxResumes;
        this.body = body.stream();
        boolean whole = length == info.size();
        this.hasher = whole
                ? info.checksum()
                        .map(kept -> new Checksum.Hasher(kept.algorithm()))
                        .orElse(null)
                : null;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, bytes.length);
        store.requireOpen();
        if (count == 0) {
            return 0;
        }
        if (position == length) {
            verify();
            return -1;
        }
        int n = readSome(bytes, from, (int) Math.min(count, length - position));
        position += n;
        resumes = 0;
        if (hasher != null) {
            hasher.update(bytes, from, n);
        }
        if (position == length) {
            verify();
        }
        return n;
    }

    private int readSome(byte[] bytes, int from, int count) {
        while (true) {
            try {
                int n = body.read(bytes, from, count);
                if (n > 0) {
                    return n;
                }
                throw new EOFException("the body ended at byte " + position + " of " + length);
            } catch (IOException e) {
                resume(e);
            }
        }
    }

    private void resume(IOException cause) {
        if (resumes++ >= maxResumes) {
            throw new UnavailableException(
                    OPERATION,
                    info.key(),
                    "the bytes broke off at " + position + " of " + length + ", and so did " + maxResumes
                            + " attempts to go on; read again",
                    cause);
        }
        closeBody(cause);
        ByteRange rest = ByteRange.of(offset + position, length - position);
        Optional<ObjectBody> again;
        try {
            again = driver.open(info.key(), rest, info.etag());
        } catch (RuntimeException e) {
            e.addSuppressed(cause);
            throw e;
        }
        if (again.isEmpty()) {
            throw new ConflictException(
                    OPERATION,
                    info.key(),
                    "the bytes broke off at " + position + " of " + length + ", and the object was removed meanwhile",
                    cause);
        }
        body = again.get().stream();
        store.tell(StorageListener::onReadResumed);
    }

    private void closeBody(IOException cause) {
        try {
            body.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Fails again each time it is asked once it has failed. */
    private void verify() {
        if (hasher == null) {
            return;
        }
        if (found == null) {
            found = hasher.result();
        }
        Checksum kept = info.checksum().orElseThrow();
        if (!found.equals(kept)) {
            throw new CorruptDataException(
                    OPERATION, info.key(), "the bytes have the checksum " + found + ", stored was " + kept);
        }
    }

    @Override
    public int available() throws IOException {
        store.requireOpen();
        return (int) Math.min(body.available(), length - position);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            store.tell(listener -> listener.onBytesRead(position));
            body.close();
        }
    }
}
