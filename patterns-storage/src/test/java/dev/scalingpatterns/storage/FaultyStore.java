package dev.scalingpatterns.storage;

import dev.scalingpatterns.core.PatternsException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A clumsy user in front of a bad network: before everything it is asked to do it begins the same and breaks off, and what
 * the network breaks it asks again. Of all that, nothing may be seen: the contract holds as if nothing had happened.
 */
final class FaultyStore extends ForwardingStore {

    private final ObjectStore store;
    private final FaultyDriver driver;
    private final Random random;
    private final AtomicLong brokenOff = new AtomicLong();

    FaultyStore(ObjectStore store, FaultyDriver driver, Random random) {
        super(store);
        this.store = store;
        this.driver = driver;
        this.random = random;
    }

    /** How often something was begun and broken off. */
    long brokenOff() {
        return brokenOff.get();
    }

    private <T> T again(Supplier<T> work) {
        while (true) {
            try {
                return work.get();
            } catch (PatternsException e) {
                if (!FaultyDriver.injected(e)) {
                    throw e;
                }
            }
        }
    }

    private <T> T spared(Supplier<T> work) {
        driver.calm(true);
        try {
            return work.get();
        } finally {
            driver.calm(false);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // the contract passes null on purpose
    public PutResult put(String key, Content content, PutOptions options, Condition condition) {
        if (content == null || options == null || condition == null) {
            return super.put(key, content, options, condition);
        }
        if (!content.repeatable()) {
            return spared(() -> super.put(key, content, options, condition));
        }
        breakOff(key, content, options.withProgress(bytes -> {}), condition);
        if (options.progress() != PutOptions.defaults().progress()) {
            // Who tries again is told again: that is the test's doing, not the store's.
            return spared(() -> super.put(key, content, options, condition));
        }
        return again(() -> super.put(key, content, options, condition));
    }

    private void breakOff(String key, Content content, PutOptions options, Condition condition) {
        try {
            store.put(key, new BreakingContent(content, random.nextInt(100_000)), options, condition);
        } catch (RuntimeException | Error e) {
            brokenOff.incrementAndGet();
            return;
        }
        throw new AssertionError("a put whose source failed was reported as a success");
    }

    /** The same content, but it fails after some bytes or at its end. */
    private record BreakingContent(Content content, int after) implements Content {

        @Override
        public InputStream open() throws IOException {
            return new FilterInputStream(content.open()) {
                private int left = after;

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int n = left == 0 ? -1 : super.read(bytes, offset, Math.min(length, left));
                    if (n < 0) {
                        throw new IOException("the source broke off");
                    }
                    left -= n;
                    return n;
                }
            };
        }

        @Override
        public OptionalLong length() throws IOException {
            return content.length();
        }

        @Override
        public boolean repeatable() {
            return true;
        }
    }

    @Override
    public Optional<ObjectReader> get(String key, ByteRange range) {
        again(() -> super.get(key, range)).ifPresent(reader -> {
            reader.readNBytes(random.nextInt(1_000));
            reader.close();
            brokenOff.incrementAndGet();
        });
        return again(() -> super.get(key, range));
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return again(() -> super.head(key));
    }

    @Override
    public void delete(String key, Condition condition) {
        again(() -> {
            super.delete(key, condition);
            return key;
        });
    }

    @Override
    public List<DeleteResult> deleteAll(Collection<String> keys) {
        List<DeleteResult> results = super.deleteAll(keys);
        while (results.stream().anyMatch(result -> result.failure().isPresent())) {
            results = super.deleteAll(keys);
        }
        return results;
    }

    @Override
    public Optional<PutResult> copy(String from, String to, Condition condition) {
        return again(() -> super.copy(from, to, condition));
    }

    @Override
    public ObjectWriter writer(String key, PutOptions options) {
        try (ObjectWriter abandoned = again(() -> super.writer(key, options.withProgress(bytes -> {})))) {
            abandoned.write(new byte[random.nextInt(300_000)]);
        } catch (PatternsException e) {
            if (!FaultyDriver.injected(e)) {
                throw e;
            }
        }
        brokenOff.incrementAndGet();
        return spared(() -> super.writer(key, options));
    }

    @Override
    public Listing list(ListOptions options) {
        Listing listing = super.list(options);
        return () -> new Patient(listing.iterator());
    }

    /** Asks the same iterator again where a page failed. */
    private final class Patient implements Iterator<ListEntry> {

        private final Iterator<ListEntry> entries;

        Patient(Iterator<ListEntry> entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            return again(entries::hasNext);
        }

        @Override
        public ListEntry next() {
            return again(entries::next);
        }
    }
}
