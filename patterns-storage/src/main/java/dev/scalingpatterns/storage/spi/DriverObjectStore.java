package dev.scalingpatterns.storage.spi;

import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.PatternsException;
import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.storage.ByteRange;
import dev.scalingpatterns.storage.Condition;
import dev.scalingpatterns.storage.Content;
import dev.scalingpatterns.storage.DeleteResult;
import dev.scalingpatterns.storage.ListOptions;
import dev.scalingpatterns.storage.Listing;
import dev.scalingpatterns.storage.ObjectInfo;
import dev.scalingpatterns.storage.ObjectKeys;
import dev.scalingpatterns.storage.ObjectReader;
import dev.scalingpatterns.storage.ObjectStore;
import dev.scalingpatterns.storage.ObjectWriter;
import dev.scalingpatterns.storage.PutOptions;
import dev.scalingpatterns.storage.PutResult;
import dev.scalingpatterns.storage.StorageListener;
import dev.scalingpatterns.storage.StorageListener.Operation;
import dev.scalingpatterns.storage.StorageOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All that every store does alike: checks of arguments and keys, lengths and checksums both ways, reads that resume,
 * lazy listings, the writer's life, the listener. An adapter's public class extends it with a driver of its own.
 */
public class DriverObjectStore implements ObjectStore {

    private final ObjectDriver driver;
    private final StorageOptions options;
    private final Listeners<StorageListener> listeners;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A store on a driver, which is closed with it. */
    public DriverObjectStore(ObjectDriver driver, StorageOptions options) {
        this.driver = Objects.requireNonNull(driver, "driver");
        this.options = Objects.requireNonNull(options, "options");
        this.listeners = new Listeners<>(options.listener());
    }

    @Override
    public final PutResult put(String key, Content content, PutOptions put, Condition condition) {
        ObjectKeys.check(key);
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(put, "options");
        Objects.requireNonNull(condition, "condition");
        requireOpen();
        return observe(Operation.PUT, () -> {
            OptionalLong length = lengthOf(key, content);
            try (DriverWriter writer = begin("storage.put", key, put, length)) {
                ContentPump.pump(key, content, length, writer);
                return writer.publish(condition);
            }
        });
    }

    private static OptionalLong lengthOf(String key, Content content) {
        OptionalLong length;
        try {
            length = content.length();
        } catch (IOException e) {
            throw new UncheckedIOException("storage.put " + key + ": the content has no length to be found", e);
        }
        if (length.isPresent() && length.getAsLong() < 0) {
            throw new IllegalArgumentException(
                    "storage.put " + key + ": the content declares " + length.getAsLong() + " bytes");
        }
        return length;
    }

    private DriverWriter begin(String operation, String key, PutOptions put, OptionalLong length) {
        Upload upload = driver.begin(key, new UploadRequest(put.metadata(), length, put.checksum()));
        return new DriverWriter(this, operation, key, put, upload);
    }

    @Override
    public final Optional<ObjectReader> get(String key, ByteRange range) {
        ObjectKeys.check(key);
        Objects.requireNonNull(range, "range");
        requireOpen();
        return observe(Operation.GET, () -> driver.open(key, range, null)).map(this::reader);
    }

    private ObjectReader reader(ObjectBody body) {
        BodyStream stream = new BodyStream(this, driver, body, options.readResumes());
        return new ObjectReader(body.info(), body.offset(), body.length(), stream);
    }

    @Override
    public final Optional<ObjectInfo> head(String key) {
        ObjectKeys.check(key);
        requireOpen();
        return observe(Operation.HEAD, () -> driver.head(key));
    }

    @Override
    public final void delete(String key, Condition condition) {
        ObjectKeys.check(key);
        Objects.requireNonNull(condition, "condition");
        if (condition instanceof Condition.IfAbsent) {
            throw new IllegalArgumentException("storage.delete " + key + ": to delete what is absent makes no sense;"
                    + " allowed are Condition.none() and Condition.ifMatch(etag)");
        }
        requireOpen();
        observe(Operation.DELETE, () -> {
            driver.delete(key, condition);
            return key;
        });
    }

    @Override
    public final List<DeleteResult> deleteAll(Collection<String> keys) {
        Set<String> distinct = new LinkedHashSet<>();
        for (String key : keys) {
            distinct.add(ObjectKeys.check(key));
        }
        requireOpen();
        List<String> todo = List.copyOf(distinct);
        List<DeleteResult> results = new ArrayList<>(todo.size());
        int batch = driver.deleteBatch();
        for (int from = 0; from < todo.size(); from += batch) {
            List<String> some = todo.subList(from, Math.min(todo.size(), from + batch));
            Map<String, PatternsException> failures = deleteBatch(some);
            some.forEach(key -> results.add(new DeleteResult(key, Optional.ofNullable(failures.get(key)))));
        }
        return List.copyOf(results);
    }

    /** A batch that fails as a whole is a failure of each of its keys, so that the results of others are not lost. */
    private Map<String, PatternsException> deleteBatch(List<String> keys) {
        try {
            return observe(Operation.DELETE_ALL, () -> driver.deleteAll(keys));
        } catch (PatternsException e) {
            Map<String, PatternsException> failures = new HashMap<>();
            keys.forEach(key -> failures.put(key, e));
            return failures;
        }
    }

    @Override
    public final Optional<PutResult> copy(String from, String to, Condition condition) {
        ObjectKeys.check(from);
        ObjectKeys.check(to);
        Objects.requireNonNull(condition, "condition");
        requireOpen();
        return observe(
                Operation.COPY,
                () -> from.equals(to) ? copyOntoItself(from, condition) : driver.copy(from, to, condition));
    }

    private Optional<PutResult> copyOntoItself(String key, Condition condition) {
        return driver.head(key).map(info -> {
            requireHolds("storage.copy", key, condition, Optional.of(info.etag()));
            return new PutResult(info.size(), info.etag(), info.checksum());
        });
    }

    /**
     * For drivers: checks a condition against what is there, and says why where it does not hold.
     *
     * @param operation for the message, for example {@code "storage.put"}
     * @param current the entity tag of the object that is there; empty if there is none
     * @throws ConflictException if the condition does not hold
     */
    public static void requireHolds(String operation, String key, Condition condition, Optional<String> current) {
        if (condition instanceof Condition.IfAbsent && current.isPresent()) {
            throw new ConflictException(operation, key, "there is an object already; nothing was changed");
        }
        if (condition instanceof Condition.IfMatch match && !current.equals(Optional.of(match.etag()))) {
            String found = current.isPresent() ? "the object there is another version" : "there is no object";
            throw new ConflictException(operation, key, found + "; nothing was changed: read it again and decide anew");
        }
    }

    @Override
    public final Listing list(ListOptions list) {
        Objects.requireNonNull(list, "options");
        requireOpen();
        return () -> new PageIterator(list, this::page);
    }

    private Page page(PageRequest request) {
        requireOpen();
        return observe(Operation.LIST, () -> driver.list(request));
    }

    @Override
    public final ObjectWriter writer(String key, PutOptions put) {
        ObjectKeys.check(key);
        Objects.requireNonNull(put, "options");
        requireOpen();
        return begin("storage.write", key, put, OptionalLong.empty());
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            driver.close();
        }
    }

    final void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("this ObjectStore is closed");
        }
    }

    final void tell(Consumer<StorageListener> event) {
        listeners.tell(event);
    }

    final <T> T observe(Operation operation, Supplier<T> work) {
        long start = System.nanoTime();
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error e) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            tell(listener -> listener.onFailure(operation, took, e));
            throw e;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        tell(listener -> listener.onSuccess(operation, took));
        return result;
    }
}
