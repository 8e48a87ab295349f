package dev.scalingpatterns.storage;

import java.util.Objects;

/**
 * What must hold at the moment an object is published or removed; checked in the same atomic step, at every size. Where
 * it does not hold, nothing is changed and a {@link dev.scalingpatterns.core.ConflictException} tells so.
 */
public sealed interface Condition {

    /** Nothing: the last writer wins. */
    static Condition none() {
        return None.INSTANCE;
    }

    /** There is no object: of many that create one key at once, exactly one wins. */
    static Condition ifAbsent() {
        return IfAbsent.INSTANCE;
    }

    /**
     * The object is there and has this entity tag: compare-and-set.
     *
     * <p>A backend may derive the tag from the bytes alone (S3 does for small objects), so writing the same bytes again
     * may bring the same tag again. Where that matters, put something that differs into the bytes, for example a counter.
     *
     * @param etag as {@link ObjectInfo#etag} or {@link PutResult#etag} gave it
     * @throws IllegalArgumentException if that cannot be an entity tag
     */
    static Condition ifMatch(String etag) {
        return new IfMatch(etag);
    }

    /** See {@link #none}. */
    enum None implements Condition {
        /** The one value. */
        INSTANCE
    }

    /** See {@link #ifAbsent}. */
    enum IfAbsent implements Condition {
        /** The one value. */
        INSTANCE
    }

    /**
     * See {@link #ifMatch}.
     *
     * @param etag the entity tag that must be found
     */
    record IfMatch(String etag) implements Condition {

        /** Refuses what no store hands out; it would travel in a header of the request. */
        public IfMatch {
            Objects.requireNonNull(etag, "etag");
            if (!EntityTags.isValid(etag)) {
                throw new IllegalArgumentException("an entity tag is 1 to 256 visible ASCII characters without quotes,"
                        + " as head, put or a listing gave it; to create only, use ifAbsent()");
            }
        }
    }
}
