package dev.scalingpatterns.storage.spi;

import dev.scalingpatterns.storage.ListEntry;
import dev.scalingpatterns.storage.ListOptions;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Goes from page to page; where one cannot be fetched it stays where it is, so that it can be asked again. */
final class PageIterator implements Iterator<ListEntry> {

    private final ListOptions options;
    private final Function<PageRequest, Page> source;
    private List<ListEntry> entries = List.of();
    private int index;
    private @Nullable String token;
    private boolean last;

    PageIterator(ListOptions options, Function<PageRequest, Page> source) {
        this.options = options;
        this.source = source;
    }

    @Override
    public boolean hasNext() {
        while (index == entries.size() && !last) {
            fetch();
        }
        return index < entries.size();
    }

    private void fetch() {
        Page page = source.apply(new PageRequest(
                options.prefix(), options.delimiter(), options.startAfter(), options.pageSize(), token));
        entries = page.entries();
        index = 0;
        token = page.next();
        last = token == null;
    }

    @Override
    public ListEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the listing has ended");
        }
        return entries.get(index++);
    }
}
