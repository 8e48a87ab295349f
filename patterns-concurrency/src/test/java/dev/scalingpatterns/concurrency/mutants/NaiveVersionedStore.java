package dev.scalingpatterns.concurrency.mutants;

import dev.scalingpatterns.concurrency.VersionConflictException;
import dev.scalingpatterns.concurrency.Versioned;
import dev.scalingpatterns.concurrency.VersionedStore;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A map with a number beside each value: versions begin again, update is read and write, values are shared. */
final class NaiveVersionedStore<V> implements VersionedStore<String, V> {

    private final Map<String, Versioned<V>> values = new ConcurrentHashMap<>();

    @Override
    public Optional<Versioned<V>> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    @Override
    public Versioned<V> create(String key, V value) {
        Versioned<V> created = new Versioned<>(value, 1);
        Versioned<V> present = values.putIfAbsent(key, created);
        if (present != null) {
            throw new VersionConflictException("create", key, OptionalLong.empty(), OptionalLong.of(present.version()));
        }
        return created;
    }

    @Override
    public Versioned<V> compareAndSet(String key, long version, V value) {
        require(key, version);
        Versioned<V> next = new Versioned<>(value, version + 1);
        values.put(key, next);
        return next;
    }

    private void require(String key, long version) {
        Versioned<V> present = values.get(key);
        if (present == null || present.version() != version) {
            throw new VersionConflictException(
                    "compareAndSet",
                    key,
                    OptionalLong.of(version),
                    present == null ? OptionalLong.empty() : OptionalLong.of(present.version()));
        }
    }

    @Override
    public Optional<Versioned<V>> update(String key, UnaryOperator<V> function) {
        return find(key).map(present -> {
            V next = function.apply(present.value());
            LockSupport.parkNanos(1_000);
            Versioned<V> stored = new Versioned<>(next, present.version() + 1);
            values.put(key, stored);
            return stored;
        });
    }

    @Override
    public Versioned<V> upsert(String key, Function<Optional<V>, V> function) {
        Versioned<V> next = new Versioned<>(function.apply(find(key).map(Versioned::value)), 1);
        values.put(key, next);
        return next;
    }

    @Override
    public void delete(String key, long version) {
        require(key, version);
        values.remove(key);
    }

    @Override
    public void close() {
        values.clear();
    }
}
