package dev.scalingpatterns.storage.spi;

import dev.scalingpatterns.storage.Checksum;
import dev.scalingpatterns.storage.Condition;
import dev.scalingpatterns.storage.PutResult;

/** An object that is being written; seen by nobody before it is published. Serves one thread at a time. */
public interface Upload {

    /** Takes the next bytes; the array is the caller's again afterwards. */
    void append(byte[] bytes, int offset, int length);

    /**
     * Publishes the object if the condition holds, in one atomic step. Called at most once, after all bytes.
     *
     * @param checksum of all the bytes, to be kept with them
     * @throws dev.scalingpatterns.core.ConflictException if the condition does not hold
     */
    PutResult publish(Condition condition, Checksum checksum);

    /** Throws everything away. Called after every failure too, that of {@link #publish} included, but not after success. */
    void abort();
}
