package dev.scalingpatterns.cache;

import java.util.List;

/** The stamps of an entry's tags. */
final class TagStamps {

    private final TagStamp[] stamps;

    TagStamps(List<TagStamp> stamps) {
        this.stamps = stamps.toArray(TagStamp[]::new);
    }

    /** Whether none of the tags was invalidated after this version. */
    boolean spare(long version) {
        for (TagStamp stamp : stamps) {
            if (version < stamp.invalidatedAt()) {
                return false;
            }
        }
        return true;
    }
}
