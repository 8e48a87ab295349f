package dev.scalingpatterns.storage;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** See {@link ObjectStore#prefixed}. */
final class PrefixedObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final String prefix;
    private final AtomicBoolean closed = new AtomicBoolean();

    PrefixedObjectStore(ObjectStore store, String prefix) {
        Objects.requireNonNull(prefix, "prefix");
        // Without the separator "tenants/4" would begin the keys of tenant 42, too.
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "the prefix " + ObjectKeys.quote(prefix) + " of a view ends with '/', for example tenants/42/");
        }
        ObjectKeys.check(prefix.substring(0, prefix.length() - 1));
        this.store = store;
        this.prefix = prefix;
    }

    /** The rest is checked for itself, since a prefix could make an allowed key of what is none. */
    private String whole(String key) {
        ObjectKeys.check(key);
        return ObjectKeys.check(prefix + key);
    }

    private String rest(String whole) {
        return whole.substring(prefix.length());
    }

    @Override
    public PutResult put(String key, Content content, PutOptions options, Condition condition) {
        return open().put(whole(key), content, options, condition);
    }

    @Override
    public Optional<ObjectReader> get(String key, ByteRange range) {
        return open().get(whole(key), range)
                .map(reader -> new ObjectReader(rest(reader.info()), reader.offset(), reader.length(), reader));
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return open().head(whole(key)).map(this::rest);
    }

    private ObjectInfo rest(ObjectInfo info) {
        return new ObjectInfo(
                rest(info.key()), info.size(), info.etag(), info.lastModified(), info.metadata(), info.checksum());
    }

    @Override
    public void delete(String key, Condition condition) {
        open().delete(whole(key), condition);
    }

    @Override
    public List<DeleteResult> deleteAll(Collection<String> keys) {
        List<String> whole = keys.stream().map(this::whole).toList();
        return open().deleteAll(whole).stream()
                .map(result -> new DeleteResult(rest(result.key()), result.failure()))
                .toList();
    }

    @Override
    public Optional<PutResult> copy(String from, String to, Condition condition) {
        return open().copy(whole(from), whole(to), condition);
    }

    @Override
    public Listing list(ListOptions options) {
        Objects.requireNonNull(options, "options");
        ListOptions all = options.withPrefix(prefix + options.prefix());
        if (!options.startAfter().isEmpty()) {
            all = all.withStartAfter(prefix + options.startAfter());
        }
        Listing whole = open().list(all);
        return () -> new Mapped(whole.iterator(), this::rest);
    }

    private ListEntry rest(ListEntry entry) {
        return entry instanceof ListEntry.ObjectEntry object
                ? new ListEntry.ObjectEntry(rest(object.key()), object.size(), object.etag(), object.lastModified())
                : new ListEntry.CommonPrefix(rest(entry.name()));
    }

    @Override
    public ObjectWriter writer(String key, PutOptions options) {
        return open().writer(whole(key), options);
    }

    @Override
    public void close() {
        closed.set(true);
    }

    private ObjectStore open() {
        if (closed.get()) {
            throw new IllegalStateException("this ObjectStore is closed");
        }
        return store;
    }

    private static final class Mapped implements Iterator<ListEntry> {

        private final Iterator<ListEntry> entries;
        private final Function<ListEntry, ListEntry> mapping;

        Mapped(Iterator<ListEntry> entries, Function<ListEntry, ListEntry> mapping) {
            this.entries = entries;
            this.mapping = mapping;
        }

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public ListEntry next() {
            return mapping.apply(entries.next());
        }
    }
}
