package dev.scalingpatterns.storage.spi;

import dev.scalingpatterns.storage.ListEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing.
 *
 * @param entries at most as many as asked for; none is fine, also where others follow
 * @param next the token of the next page; {@code null} only where nothing follows
 */
public record Page(List<ListEntry> entries, @Nullable String next) {

    /** Copies the entries. */
    public Page {
        entries = List.copyOf(entries);
    }
}
