package dev.scalingpatterns.storage.spi;

import dev.scalingpatterns.core.PatternsException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.storage.ByteRange;
import dev.scalingpatterns.storage.Condition;
import dev.scalingpatterns.storage.ObjectInfo;
import dev.scalingpatterns.storage.PutResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is special to a backend. {@link DriverObjectStore} stands on it and holds the rest, so a driver may rely on this:
 * keys and prefixes are allowed ones, no argument is null unless it says so, a condition is one that the method knows,
 * nothing but {@link Upload#abort} and the close of a body is called after {@link #close} was.
 *
 * <p>A driver owes: whole objects, published with their metadata in one atomic step that checks the condition; failures
 * as {@link PatternsException}s of the right kind that name the key; nothing left behind by what failed; no call
 * without a bound in time; safety for many threads (an {@link Upload} and a body serve one thread at a time).
 */
public interface ObjectDriver extends AutoCloseable {

    /** What is known about an object; empty if there is none. */
    Optional<ObjectInfo> head(String key);

    /**
     * Opens an object for reading; empty if there is none. The body stays that of this version, or fails with an
     * {@link java.io.IOException} where it cannot go on.
     *
     * @param etag the only version that will do; {@code null} for the one that is there
     * @throws dev.scalingpatterns.core.ConflictException if an entity tag is given and the object there has another
     */
    Optional<ObjectBody> open(String key, ByteRange range, @Nullable String etag);

    /**
     * Begins to write an object. Nothing of it is seen before {@link Upload#publish}.
     *
     * @throws UnavailableException if the length is known and there is no room for it
     */
    Upload begin(String key, UploadRequest request);

    /**
     * Copies an object with its metadata and checksum; the two keys differ.
     *
     * @param condition what must hold at the target, checked only if the source is there
     * @return empty if there is no object to copy
     */
    Optional<PutResult> copy(String from, String to, Condition condition);

    /**
     * Removes an object; nothing if there is none.
     *
     * @param condition {@link Condition#none} or {@link Condition#ifMatch}
     */
    void delete(String key, Condition condition);

    /** How many keys {@link #deleteAll} takes at most; 1,000 unless told, as S3 has it. */
    default int deleteBatch() {
        return 1_000;
    }

    /**
     * Removes some objects, and tells of those that were not. One by one unless told.
     *
     * @param keys different ones, at most {@link #deleteBatch}
     * @return a failure for each key that was not removed
     */
    default Map<String, PatternsException> deleteAll(List<String> keys) {
        Map<String, PatternsException> failures = new LinkedHashMap<>();
        for (String key : keys) {
            try {
                delete(key, Condition.none());
            } catch (PatternsException e) {
                failures.put(key, e);
            }
        }
        return failures;
    }

    /** One page of a listing, its entries in the order of {@link dev.scalingpatterns.storage.ObjectKeys#ORDER}. */
    Page list(PageRequest request);

    /** Gives back what the driver holds. Called once. */
    @Override
    void close();
}
