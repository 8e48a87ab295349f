package dev.scalingpatterns.storage;

import static dev.scalingpatterns.storage.spi.DriverObjectStore.requireHolds;

import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.storage.spi.ObjectBody;
import dev.scalingpatterns.storage.spi.ObjectDriver;
import dev.scalingpatterns.storage.spi.Page;
import dev.scalingpatterns.storage.spi.PageRequest;
import dev.scalingpatterns.storage.spi.Upload;
import dev.scalingpatterns.storage.spi.UploadRequest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A sorted map of immutable versions: one compare-and-set of the map's entry publishes bytes and metadata together. */
final class InMemoryDriver implements ObjectDriver {

    private final ConcurrentSkipListMap<String, Version> versions = new ConcurrentSkipListMap<>(ObjectKeys.ORDER);
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong tags = new AtomicLong();
    private final long maximumSize;
    private final InstantSource time;
    private final String instance;

    InMemoryDriver(long maximumSize, InstantSource time, RandomGenerator random) {
        this.maximumSize = maximumSize;
        this.time = time;
        this.instance = HexFormat.of().toHexDigits(random.nextLong());
    }

    /** One version of an object. Equal to itself alone, so that the map's compare-and-set compares versions. */
    private static final class Version {

        private final ObjectInfo info;
        private final Chunks chunks;

        Version(ObjectInfo info, Chunks chunks) {
            this.info = info;
            this.chunks = chunks;
        }
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return Optional.ofNullable(versions.get(key)).map(version -> version.info);
    }

    @Override
    public Optional<ObjectBody> open(String key, ByteRange range, @Nullable String etag) {
        Version version = versions.get(key);
        if (version == null) {
            return Optional.empty();
        }
        ObjectInfo info = version.info;
        if (etag != null && !etag.equals(info.etag())) {
            throw new ConflictException("storage.get", key, "the object was replaced meanwhile");
        }
        long offset = range.offsetIn(info.size());
        long length = range.lengthIn(info.size());
        return Optional.of(new ObjectBody(info, offset, length, version.chunks.stream(offset, length)));
    }

    @Override
    public Upload begin(String key, UploadRequest request) {
        long known = request.length().orElse(0);
        if (known > maximumSize - used.get()) {
            throw full("storage.put", key, known);
        }
        return new InMemoryUpload(this, key, request.metadata());
    }

    /** Makes a version visible if the condition holds for the one it takes the place of. */
    PutResult publish(
            String operation,
            String key,
            ObjectMetadata metadata,
            Checksum checksum,
            Chunks chunks,
            Condition condition) {
        String etag = instance + "-" + Long.toHexString(tags.incrementAndGet());
        while (true) {
            Version current = versions.get(key);
            requireHolds(operation, key, condition, Optional.ofNullable(current).map(version -> version.info.etag()));
            ObjectInfo info = new ObjectInfo(
                    key,
                    chunks.size(),
                    etag,
                    time.instant().truncatedTo(ChronoUnit.SECONDS),
                    metadata,
                    Optional.of(checksum));
            Version next = new Version(info, chunks);
            if (current == null) {
                if (versions.putIfAbsent(key, next) == null) {
                    return result(info);
                }
            } else if (versions.replace(key, current, next)) {
                release(current.chunks.size());
                return result(info);
            }
        }
    }

    private static PutResult result(ObjectInfo info) {
        return new PutResult(info.size(), info.etag(), info.checksum());
    }

    @Override
    public Optional<PutResult> copy(String from, String to, Condition condition) {
        Version source = versions.get(from);
        if (source == null) {
            return Optional.empty();
        }
        // The bytes are shared, and counted as if they were not: then what fits does not depend on the order of
        // deletes.
        reserve("storage.copy", to, source.chunks.size());
        boolean published = false;
        try {
            PutResult result = publish(
                    "storage.copy",
                    to,
                    source.info.metadata(),
                    source.info.checksum().orElseThrow(),
                    source.chunks,
                    condition);
            published = true;
            return Optional.of(result);
        } finally {
            if (!published) {
                release(source.chunks.size());
            }
        }
    }

    @Override
    public void delete(String key, Condition condition) {
        while (true) {
            Version current = versions.get(key);
            if (current == null) {
                return;
            }
            requireHolds("storage.delete", key, condition, Optional.of(current.info.etag()));
            if (versions.remove(key, current)) {
                release(current.chunks.size());
                return;
            }
        }
    }

    @Override
    public Page list(PageRequest request) {
        return InMemoryPages.page(
                versions,
                request,
                version -> new ListEntry.ObjectEntry(
                        version.info.key(), version.info.size(), version.info.etag(), version.info.lastModified()));
    }

    /** Takes room for some bytes, or refuses. */
    void reserve(String operation, String key, long bytes) {
        long before;
        do {
            before = used.get();
            if (bytes > maximumSize - before) {
                throw full(operation, key, bytes);
            }
        } while (!used.compareAndSet(before, before + bytes));
    }

    /** Gives room back. */
    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    /** How many bytes are counted now. */
    long used() {
        return used.get();
    }

    private UnavailableException full(String operation, String key, long bytes) {
        return new UnavailableException(
                operation,
                key,
                "the store in memory is full: " + used.get() + " of " + maximumSize + " bytes are taken, " + bytes
                        + " more do not fit; delete objects, raise maximum-size, or use a store that is not in memory");
    }

    @Override
    public void close() {
        versions.clear();
    }
}
