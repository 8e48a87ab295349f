package dev.scalingpatterns.storage;

import dev.scalingpatterns.storage.spi.DriverObjectStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * An {@link ObjectStore} in this process's memory: for tests, and for a single instance whose files may go with it. All
 * that the port promises holds; an object's bytes are kept in small chunks, once, while it is written as well as after.
 *
 * <pre>{@code
 * ObjectStore store = InMemoryObjectStore.builder().maximumSize(64 << 20).build();
 * }</pre>
 *
 * <p>Safe for use by many threads; none waits for another.
 */
public final class InMemoryObjectStore extends DriverObjectStore {

    private InMemoryObjectStore(Builder builder) {
        super(new InMemoryDriver(builder.maximumSize, builder.time, builder.random), builder.options);
    }

    /** Begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Options of a store in memory. Serves one thread. */
    public static final class Builder {

        private long maximumSize = defaultMaximumSize();
        private InstantSource time = InstantSource.system();
        private RandomGenerator random = new SecureRandom();
        private StorageOptions options = StorageOptions.defaults();

        private Builder() {}

        /** Half of the largest heap this process may have. */
        static long defaultMaximumSize() {
            return Math.max(1, Runtime.getRuntime().maxMemory() / 2);
        }

        /**
         * The most bytes of content that are kept, those being written included, so that what does not fit is an
         * {@link dev.scalingpatterns.core.UnavailableException} and not the end of the process. While an object is replaced
         * both versions count; what only a reader still holds does not. Keys, metadata and some 500 bytes per
         * object come on top and are not counted, which matters to many small objects. Default: half of the largest heap.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder maximumSize(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("the maximum size is 1 byte or more, not " + bytes);
            }
            this.maximumSize = bytes;
            return this;
        }

        /** The clock of {@link ObjectInfo#lastModified}. Default: the system's. */
        public Builder time(InstantSource clock) {
            this.time = Objects.requireNonNull(clock, "time");
            return this;
        }

        /** What makes this store's entity tags differ from those of every other. Default: a {@link SecureRandom}. */
        public Builder random(RandomGenerator generator) {
            this.random = Objects.requireNonNull(generator, "random");
            return this;
        }

        /** What all stores can be told alike. Default: {@link StorageOptions#defaults}. */
        public Builder options(StorageOptions shared) {
            this.options = Objects.requireNonNull(shared, "options");
            return this;
        }

        /** A new, empty store. */
        public ObjectStore build() {
            return new InMemoryObjectStore(this);
        }
    }
}
