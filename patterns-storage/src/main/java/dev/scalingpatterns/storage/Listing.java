package dev.scalingpatterns.storage;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Some of a store's objects, page by page as they are asked for. It cannot stop silently: it ends when the store says
 * that nothing follows, and a page that cannot be fetched is thrown by {@code hasNext} and {@code next} as
 * {@link dev.scalingpatterns.core.UnavailableException}; asking the same iterator again fetches that page again.
 *
 * <p><b>Order</b>: by the bytes of the names' UTF-8 form, unsigned ({@link ObjectKeys#ORDER}), each name once.
 *
 * <p><b>While others write</b>: an object that is there from the beginning of the listing to its end is listed exactly
 * once; one that comes or goes meanwhile may be listed or not. An entry tells of one version of its object, which may be
 * replaced already.
 *
 * <p>A listing may be gone through many times, each time anew, and by many threads; an iterator or stream of it serves
 * one thread.
 */
@FunctionalInterface
public interface Listing extends Iterable<ListEntry> {

    /** Begins at the first entry. Nothing is fetched before it is asked for. */
    @Override
    Iterator<ListEntry> iterator();

    /** The entries, fetched as they are needed. */
    default Stream<ListEntry> stream() {
        int traits = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
        return StreamSupport.stream(() -> Spliterators.spliteratorUnknownSize(iterator(), traits), traits, false);
    }

    /** The objects among the entries. */
    default Stream<ListEntry.ObjectEntry> objects() {
        return stream().filter(ListEntry.ObjectEntry.class::isInstance).map(ListEntry.ObjectEntry.class::cast);
    }

    /** The keys of the objects among the entries. */
    default Stream<String> keys() {
        return objects().map(ListEntry.ObjectEntry::key);
    }

    /** The common prefixes among the entries; none where no delimiter was given. */
    default Stream<String> commonPrefixes() {
        return stream().filter(ListEntry.CommonPrefix.class::isInstance).map(ListEntry::name);
    }
}
