package dev.scalingpatterns.storage;

import dev.scalingpatterns.core.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Streams the bytes of one version of an object: the one that was there when it was opened, however it is replaced or
 * removed meanwhile. Close it.
 *
 * <p>Bytes that break off are fetched again from where they stopped, a few times and only of the same version. When the
 * whole object was asked for, its checksum is verified before the last bytes are handed out; a range is not verified.
 *
 * <p>The methods of a stream throw no {@link IOException} here but those of the library, besides
 * {@link IllegalStateException} when reader or store is closed:
 *
 * <ul>
 *   <li>{@link dev.scalingpatterns.core.CorruptDataException}: the bytes do not have the checksum they were stored with;
 *   <li>{@link dev.scalingpatterns.core.ConflictException}: the bytes broke off, and the backend no longer has this
 *       version;
 *   <li>{@link UnavailableException}: the bytes broke off, and could not be fetched again.
 * </ul>
 *
 * <p>Serves one thread at a time.
 */
public final class ObjectReader extends InputStream {

    // The largest array that every virtual machine can make.
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final ObjectInfo info;
    private final long offset;
    private final long length;
    private final InputStream body;
    private boolean closed;

    /**
     * For adapters: a reader of a body that begins with the range's first byte.
     *
     * @param info the object, whole
     * @param offset where in the object the bytes begin
     * @param length how many bytes there are from there
     * @param body the bytes; closed with the reader
     */
    public ObjectReader(ObjectInfo info, long offset, long length, InputStream body) {
        this.info = Objects.requireNonNull(info, "info");
        this.offset = offset;
        this.length = length;
        this.body = Objects.requireNonNull(body, "body");
    }

    /** The object that is read; its size is that of the whole. */
    public ObjectInfo info() {
        return info;
    }

    /** Where in the object the bytes of this reader begin. */
    public long offset() {
        return offset;
    }

    /** How many bytes this reader gives in all. */
    public long length() {
        return length;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    @Override
    public int read(byte[] bytes, int from, int count) {
        requireOpen();
        try {
            return body.read(bytes, from, count);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public long skip(long count) {
        requireOpen();
        try {
            return body.skip(count);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public int available() {
        requireOpen();
        try {
            return body.available();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * All bytes that are left, and closes the reader, so that {@code store.get(key).map(ObjectReader::readAllBytes)} leaves
     * nothing open. For what surely fits in memory.
     *
     * @throws OutOfMemoryError if it does not
     */
    @Override
    public byte[] readAllBytes() {
        try (this) {
            if (length > MAX_ARRAY) {
                throw new OutOfMemoryError("storage.get " + info.key() + ": " + length
                        + " bytes are more than an array holds; read them as a stream");
            }
            return readNBytes((int) length);
        }
    }

    @Override
    public byte[] readNBytes(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a negative number of bytes: " + count);
        }
        byte[] bytes = new byte[(int) Math.min(count, length)];
        int read = readNBytes(bytes, 0, bytes.length);
        return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    }

    @Override
    public int readNBytes(byte[] bytes, int from, int count) {
        Objects.checkFromIndexSize(from, count, bytes.length);
        int read = 0;
        while (read < count) {
            int n = read(bytes, from + read, count - read);
            if (n < 0) {
                break;
            }
            read += n;
        }
        return read;
    }

    /** Gives back what the reader holds. Idempotent. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                body.close();
            } catch (IOException e) {
                throw broken(e);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this ObjectReader is closed");
        }
    }

    private UnavailableException broken(IOException e) {
        return new UnavailableException("storage.get", info.key(), "the bytes broke off", e);
    }
}
