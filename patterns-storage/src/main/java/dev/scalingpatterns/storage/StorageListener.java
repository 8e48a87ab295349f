package dev.scalingpatterns.storage;

import java.time.Duration;

/**
 * Is told what a store does, for metrics and logs; never a key. Called by the thread that does the work, so it should be
 * quick; one that throws harms nothing. Implementations are safe for use by many threads.
 */
public interface StorageListener {

    /** What a store does; a good name for a metric's tag. */
    enum Operation {
        /** {@link ObjectStore#put}, its reading of the content included. */
        PUT,
        /** {@link ObjectStore#get} until the first byte can be read. */
        GET,
        /** {@link ObjectStore#head}. */
        HEAD,
        /** {@link ObjectStore#delete}. */
        DELETE,
        /** {@link ObjectStore#deleteAll}, once per batch. */
        DELETE_ALL,
        /** {@link ObjectStore#copy}. */
        COPY,
        /** One page of a {@link Listing}. */
        LIST,
        /** {@link ObjectWriter#commit(Condition)}. */
        COMMIT
    }

    /** An operation has returned. */
    default void onSuccess(Operation operation, Duration took) {}

    /** An operation has thrown; the failure's type makes a good tag, its message may name a key. */
    default void onFailure(Operation operation, Duration took, Throwable failure) {}

    /** So many bytes were published as one object. */
    default void onBytesWritten(long bytes) {}

    /** A reader was closed after so many bytes. */
    default void onBytesRead(long bytes) {}

    /** Bytes that were being read broke off and go on from where they stopped. */
    default void onReadResumed() {}

    /**
     * An object that was begun was given up: nothing was written; only after an
     * {@link dev.scalingpatterns.core.UnknownOutcomeException} it may be there all the same.
     */
    default void onWriteAborted() {}
}
