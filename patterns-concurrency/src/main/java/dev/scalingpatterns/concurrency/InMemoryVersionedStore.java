package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.Codec;
import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.TypeRef;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The {@link VersionedStore} in memory. All keys draw their versions from one counter, so that a key's versions only grow
 * even where nothing is left that remembers the key.
 *
 * @param <K> the keys: values with {@code equals} and {@code hashCode} that do not change
 * @param <V> the values
 */
public final class InMemoryVersionedStore<K, V> implements VersionedStore<K, V> {

    private final Type type;
    private final Codec codec;
    private final int maxAttempts;
    private final Backoff backoff;
    private final Map<K, Stored> values = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();
    private volatile boolean closed;

    private InMemoryVersionedStore(Builder<K, V> builder) {
        type = builder.type;
        codec = builder.codec;
        maxAttempts = builder.maxAttempts;
        backoff = new Backoff(Backoff.DEFAULT_BASE, Backoff.DEFAULT_CAP, builder.random);
    }

    /** A store of values of a class. */
    public static <K, V> Builder<K, V> builder(Class<V> type) {
        return new Builder<>(type);
    }

    /** A store of values of a generic type. */
    public static <K, V> Builder<K, V> builder(TypeRef<V> type) {
        return new Builder<>(type.type());
    }

    /** Identity compares it: two writes of equal values are two writes. */
    private static final class Stored {

        private final byte[] data;
        private final long version;

        Stored(byte[] data, long version) {
            this.data = data;
            this.version = version;
        }
    }

    @Override
    public Optional<Versioned<V>> find(K key) {
        check(key);
        Stored stored = values.get(key);
        return stored == null ? Optional.empty() : Optional.of(decoded(stored));
    }

    @Override
    public Versioned<V> create(K key, V value) {
        check(key);
        Stored created = encoded(value);
        Stored present = values.putIfAbsent(key, created);
        if (present != null) {
            throw new VersionConflictException(
                    "versioned.create", key.toString(), OptionalLong.empty(), OptionalLong.of(present.version));
        }
        return decoded(created);
    }

    @Override
    public Versioned<V> compareAndSet(K key, long version, V value) {
        check(key);
        Stored next = encoded(value);
        Stored present = values.get(key);
        if (present == null || present.version != version || !values.replace(key, present, next)) {
            throw conflict("versioned.compareAndSet", key, version);
        }
        return decoded(next);
    }

    @Override
    public Optional<Versioned<V>> update(K key, UnaryOperator<V> function) {
        Objects.requireNonNull(function, "function");
        return again("versioned.update", key, present -> present.map(function));
    }

    @Override
    public Versioned<V> upsert(K key, Function<Optional<V>, V> function) {
        Objects.requireNonNull(function, "function");
        return again("versioned.upsert", key, present -> Optional.of(computed(function.apply(present))))
                .orElseThrow();
    }

    /** Computes and stores until nobody came between; empty if the function is content with nothing. */
    private Optional<Versioned<V>> again(String operation, K key, Function<Optional<V>, Optional<V>> function) {
        check(key);
        for (int attempt = 1; attempt <= maxAttempts; attempt++) {
            Stored present = values.get(key);
            Optional<V> before = present == null
                    ? Optional.empty()
                    : Optional.of(decoded(present).value());
            Optional<V> after = function.apply(before);
            if (after.isEmpty()) {
                if (present != null) {
                    throw new NullPointerException("the function returned null");
                }
                return Optional.empty();
            }
            Stored next = encoded(after.get());
            if (replaced(key, present, next)) {
                return Optional.of(decoded(next));
            }
            pause(operation, key, attempt);
        }
        throw new ConflictException(
                operation,
                key.toString(),
                "others came between at each of " + maxAttempts + " attempts; try again later");
    }

    private boolean replaced(K key, @Nullable Stored present, Stored next) {
        return present == null ? values.putIfAbsent(key, next) == null : values.replace(key, present, next);
    }

    private void pause(String operation, K key, int attempt) {
        try {
            backoff.pause(attempt, Deadline.in(backoff.cap()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConflictException(operation, key.toString(), "interrupted between attempts; nothing was done", e);
        }
    }

    @Override
    public void delete(K key, long version) {
        check(key);
        Stored present = values.get(key);
        if (present == null || present.version != version || !values.remove(key, present)) {
            throw conflict("versioned.delete", key, version);
        }
    }

    private VersionConflictException conflict(String operation, K key, long expected) {
        Stored present = values.get(key);
        return new VersionConflictException(
                operation,
                key.toString(),
                OptionalLong.of(expected),
                present == null ? OptionalLong.empty() : OptionalLong.of(present.version));
    }

    private void check(K key) {
        Objects.requireNonNull(key, "key");
        if (key instanceof String text) {
            Checks.identifier(text, "key", VersionedStore.MAX_KEY_LENGTH);
        }
        if (closed) {
            throw new IllegalStateException("this VersionedStore is closed");
        }
    }

    private V computed(@Nullable V value) {
        return Objects.requireNonNull(value, "the function returned null");
    }

    private Stored encoded(V value) {
        return new Stored(codec.encode(Objects.requireNonNull(value, "value")), versions.incrementAndGet());
    }

    @SuppressWarnings("unchecked") // the codec answers with a value of the type it was given
    private Versioned<V> decoded(Stored stored) {
        return new Versioned<>((V) codec.decode(stored.data, type), stored.version);
    }

    @Override
    public void close() {
        closed = true;
    }

    /**
     * Options of a store. Not safe for use by many threads.
     *
     * @param <K> the keys
     * @param <V> the values
     */
    public static final class Builder<K, V> {

        private final Type type;
        private Codec codec = Codec.standard();
        private int maxAttempts = 100;
        private RandomGenerator random = Backoff.PER_THREAD;

        private Builder(Type type) {
            this.type = Objects.requireNonNull(type, "type");
        }

        /** How values are encoded; {@link Codec#standard} by default. */
        public Builder<K, V> codec(Codec chosen) {
            codec = Objects.requireNonNull(chosen, "codec");
            return this;
        }

        /**
         * How often an update is computed at most; 100 by default.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder<K, V> maxAttempts(int attempts) {
            maxAttempts = Checks.atLeast(attempts, 1, "maxAttempts");
            return this;
        }

        /** The source of jitter, used by many threads; the threads' own generators by default. */
        public Builder<K, V> random(RandomGenerator chosen) {
            random = Objects.requireNonNull(chosen, "random");
            return this;
        }

        /** The store, empty. */
        public InMemoryVersionedStore<K, V> build() {
            return new InMemoryVersionedStore<>(this);
        }
    }
}
