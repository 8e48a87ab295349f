package dev.scalingpatterns.storage;

import java.io.OutputStream;

/**
 * Takes the bytes of a new object, however many, and publishes them on {@link #commit()} alone. Closed without a commit,
 * for example because an exception left the block, nothing was written and the old object is there as it was.
 *
 * <pre>{@code
 * try (ObjectWriter report = store.writer("reports/q3.csv")) {
 *     Writer text = new OutputStreamWriter(report, UTF_8);
 *     for (String row : rows) {
 *         text.write(row);
 *     }
 *     text.flush(); // closing it would close the writer, and that is no commit
 *     report.commit();
 * }
 * }</pre>
 *
 * <p>After a method that writes or commits has thrown, the writer has given up: nothing was written, and only
 * {@link #close} is of use. The one exception is {@link dev.scalingpatterns.core.UnknownOutcomeException} of a commit,
 * after which the old object or the new one is there, whole.
 *
 * <p>The methods of a stream throw no {@link java.io.IOException} here; they throw {@link IllegalStateException} after
 * commit, failure or close and when the store is closed, and
 * {@link dev.scalingpatterns.core.UnavailableException} where the backend does not take the bytes. Serves one thread at a
 * time.
 */
public abstract class ObjectWriter extends OutputStream {

    /** For adapters. */
    protected ObjectWriter() {}

    /** {@link #commit(Condition)} whatever is there. */
    public final PutResult commit() {
        return commit(Condition.none());
    }

    /**
     * Publishes the object, in one atomic step with its metadata. It is there when this returns.
     *
     * @throws dev.scalingpatterns.core.ConflictException if the condition does not hold
     * @throws IllegalArgumentException if the bytes do not have the checksum that the options gave
     * @throws dev.scalingpatterns.core.UnavailableException if the backend is gone, too slow or full
     * @throws dev.scalingpatterns.core.UnknownOutcomeException if no answer came
     * @throws IllegalStateException after a commit, a failure or close
     */
    public abstract PutResult commit(Condition condition);

    /** How many bytes were written so far. */
    public abstract long size();

    @Override
    public final void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public final void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    @Override
    public abstract void write(byte[] bytes, int offset, int length);

    /** Does nothing: no part of an object is ever seen. */
    @Override
    public final void flush() {}

    /**
     * Ends the writer. Without a commit before, what was written is thrown away. Idempotent.
     *
     * @throws dev.scalingpatterns.core.UnavailableException if the backend could not be told to throw it away; it is not
     *     seen by anyone all the same
     */
    @Override
    public abstract void close();
}
