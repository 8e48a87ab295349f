package dev.scalingpatterns.storage;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Passes everything on; tests override what they break. */
public class ForwardingStore implements ObjectStore {

    private final ObjectStore store;

    /** In front of a store. */
    public ForwardingStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public PutResult put(String key, Content content, PutOptions options, Condition condition) {
        return store.put(key, content, options, condition);
    }

    @Override
    public Optional<ObjectReader> get(String key, ByteRange range) {
        return store.get(key, range);
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return store.head(key);
    }

    @Override
    public void delete(String key, Condition condition) {
        store.delete(key, condition);
    }

    @Override
    public List<DeleteResult> deleteAll(Collection<String> keys) {
        return store.deleteAll(keys);
    }

    @Override
    public Optional<PutResult> copy(String from, String to, Condition condition) {
        return store.copy(from, to, condition);
    }

    @Override
    public Listing list(ListOptions options) {
        return store.list(options);
    }

    @Override
    public ObjectWriter writer(String key, PutOptions options) {
        return store.writer(key, options);
    }

    @Override
    public void close() {
        store.close();
    }
}
