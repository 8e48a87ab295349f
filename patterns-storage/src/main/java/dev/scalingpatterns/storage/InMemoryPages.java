package dev.scalingpatterns.storage;

import dev.scalingpatterns.storage.spi.Page;
import dev.scalingpatterns.storage.spi.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pages of a sorted map. The token of a page is its last name, so nothing is kept between pages. */
final class InMemoryPages {

    private InMemoryPages() {}

    static <V> Page page(
            NavigableMap<String, V> objects, PageRequest request, Function<V, ListEntry.ObjectEntry> entryOf) {
        List<ListEntry> entries = new ArrayList<>();
        Map.Entry<String, V> next = first(objects, request);
        while (next != null && next.getKey().startsWith(request.prefix())) {
            if (entries.size() == request.limit()) {
                return new Page(entries, entries.get(entries.size() - 1).name());
            }
            String rolledUp = rollUp(next.getKey(), request);
            if (rolledUp == null) {
                entries.add(entryOf.apply(next.getValue()));
                next = objects.higherEntry(next.getKey());
            } else {
                entries.add(new ListEntry.CommonPrefix(rolledUp));
                next = behind(objects, rolledUp);
            }
        }
        return new Page(entries, null);
    }

    private static <V> Map.@Nullable Entry<String, V> first(NavigableMap<String, V> objects, PageRequest request) {
        String after = request.after();
        if (ObjectKeys.ORDER.compare(after, request.prefix()) < 0) {
            return objects.ceilingEntry(request.prefix());
        }
        // Where the name lies in what is rolled up, the common prefix of it is not behind the name: it is over.
        String rolledUp = after.startsWith(request.prefix()) ? rollUp(after, request) : null;
        return rolledUp == null ? objects.higherEntry(after) : behind(objects, rolledUp);
    }

    private static <V> Map.@Nullable Entry<String, V> behind(NavigableMap<String, V> objects, String commonPrefix) {
        return ObjectKeys.afterPrefix(commonPrefix).map(objects::ceilingEntry).orElse(null);
    }

    private static @Nullable String rollUp(String name, PageRequest request) {
        if (request.delimiter().isEmpty()) {
            return null;
        }
        int at = name.indexOf(request.delimiter(), request.prefix().length());
        return at < 0 ? null : name.substring(0, at + request.delimiter().length());
    }
}
