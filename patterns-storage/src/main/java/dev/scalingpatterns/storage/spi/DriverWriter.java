package dev.scalingpatterns.storage.spi;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.storage.Checksum;
import dev.scalingpatterns.storage.Condition;
import dev.scalingpatterns.storage.ObjectWriter;
import dev.scalingpatterns.storage.PutOptions;
import dev.scalingpatterns.storage.PutResult;
import dev.scalingpatterns.storage.StorageListener;
import dev.scalingpatterns.storage.StorageListener.Operation;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;

/** An upload's life: bytes, then one publish or one abort, whatever happens. */
final class DriverWriter extends ObjectWriter {

    private enum State {
        OPEN,
        COMMITTED,
        FAILED,
        CLOSED
    }

    private final DriverObjectStore store;
    private final String operation;
    private final String key;
    private final Upload upload;
    private final Optional<Checksum> expected;
    private final Checksum.Hasher hasher;
    private final Listeners<LongConsumer> progress;
    private long size;
    private State state = State.OPEN;

    DriverWriter(DriverObjectStore store, String operation, String key, PutOptions options, Upload upload) {
        this.store = store;
        this.operation = operation;
        this.key = key;
        this.upload = upload;
        this.expected = options.checksum();
        this.hasher = new Checksum.Hasher(expected.map(Checksum::algorithm).orElse(Checksum.Algorithm.CRC32C));
        this.progress = new Listeners<>(options.progress());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        requireOpen();
        try {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return;
            }
            hasher.update(bytes, offset, length);
            upload.append(bytes, offset, length);
        } catch (RuntimeException | Error e) {
            giveUp(e);
            throw e;
        }
        size += length;
        progress.tell(consumer -> consumer.accept(size));
    }

    @Override
    public PutResult commit(Condition condition) {
        Objects.requireNonNull(condition, "condition");
        requireOpen();
        return store.observe(Operation.COMMIT, () -> publish(condition));
    }

    /** A commit that is part of another operation. */
    PutResult publish(Condition condition) {
        requireOpen();
        PutResult result;
        try {
            Checksum found = hasher.result();
            if (expected.isPresent() && !expected.get().equals(found)) {
                throw new IllegalArgumentException(operation + " " + key + ": the bytes have the checksum " + found
                        + ", not " + expected.get() + " as given; nothing was written");
            }
            result = upload.publish(condition, found);
        } catch (RuntimeException | Error e) {
            giveUp(e);
            throw e;
        }
        state = State.COMMITTED;
        store.tell(listener -> listener.onBytesWritten(size));
        return result;
    }

    @Override
    public void close() {
        if (state == State.OPEN) {
            state = State.CLOSED;
            abort();
        } else if (state == State.FAILED) {
            state = State.CLOSED;
        }
    }

    /** Throws away what was written, because of a failure that is on its way to the caller. */
    private void giveUp(Throwable failure) {
        state = State.FAILED;
        try {
            abort();
        } catch (RuntimeException e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }

    private void abort() {
        try {
            upload.abort();
        } finally {
            store.tell(StorageListener::onWriteAborted);
        }
    }

    private void requireOpen() {
        switch (state) {
            case OPEN -> store.requireOpen();
            case COMMITTED -> throw new IllegalStateException("this ObjectWriter of " + key + " is committed already");
            case FAILED ->
                throw new IllegalStateException(
                        "this ObjectWriter of " + key + " has failed before: begin again with another");
            case CLOSED -> throw new IllegalStateException("this ObjectWriter of " + key + " is closed");
        }
    }
}
