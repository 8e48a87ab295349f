package dev.scalingpatterns.storage;

import java.time.Instant;
import java.util.Objects;

/** One line of a {@link Listing}: an object, or all the objects that share a prefix up to a delimiter. */
public sealed interface ListEntry {

    /** What the listing is ordered by: the key or the common prefix. */
    String name();

    /**
     * An object; what it does not tell, {@link ObjectStore#head} does.
     *
     * @param key the key
     * @param size the number of bytes
     * @param etag the entity tag
     * @param lastModified when it was published, by the backend's clock, in whole seconds
     */
    record ObjectEntry(String key, long size, String etag, Instant lastModified) implements ListEntry {

        /** Checks the values. */
        public ObjectEntry {
            Objects.requireNonNull(key, "key");
            EntityTags.require(etag);
            Objects.requireNonNull(lastModified, "lastModified");
        }

        @Override
        public String name() {
            return key;
        }
    }

    /**
     * At least one object whose key goes on behind the delimiter.
     *
     * @param prefix the beginning that their keys share, with the delimiter at its end
     */
    record CommonPrefix(String prefix) implements ListEntry {

        /** Checks the value. */
        public CommonPrefix {
            Objects.requireNonNull(prefix, "prefix");
        }

        @Override
        public String name() {
            return prefix;
        }
    }
}
