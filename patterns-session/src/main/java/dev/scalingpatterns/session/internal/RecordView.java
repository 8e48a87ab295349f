package dev.scalingpatterns.session.internal;

import dev.scalingpatterns.core.CorruptDataException;
import dev.scalingpatterns.core.TypeRef;
import dev.scalingpatterns.session.SessionKey;
import dev.scalingpatterns.session.SessionView;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A session as it was read, its attributes decoded when asked for. */
class RecordView implements SessionView {

    final DriverSessionStore store;

    private SessionKey key;
    private @Nullable String principal;
    private Map<String, byte[]> attributes;
    private Instant createdAt;
    private Instant lastAccessedAt;
    private Instant expiresAt;
    private Duration idleTimeout;
    private boolean dropped;

    RecordView(DriverSessionStore store, SessionRecord record) {
        this.store = store;
        this.key = record.key();
        this.principal = record.principal();
        this.attributes = record.attributes();
        this.createdAt = record.createdAt();
        this.lastAccessedAt = record.lastAccessedAt();
        this.expiresAt = record.expiresAt();
        this.idleTimeout = record.idleTimeout();
    }

    @Override
    public SessionKey key() {
        return key;
    }

    @Override
    public Optional<String> principal() {
        return Optional.ofNullable(principal);
    }

    @Override
    public Instant createdAt() {
        return createdAt;
    }

    @Override
    public Instant lastAccessedAt() {
        return lastAccessedAt;
    }

    @Override
    public Instant expiresAt() {
        return expiresAt;
    }

    @Override
    public Duration idleTimeout() {
        return idleTimeout;
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(attributes.keySet());
    }

    @Override
    @SuppressWarnings("unchecked") // the wrapper of a primitive type's class: its values are what T boxes to
    public <T> Optional<T> get(String name, Class<T> type) {
        Objects.requireNonNull(type, "type");
        return (Optional<T>) decode(name, MethodType.methodType(type).wrap().returnType());
    }

    @Override
    @SuppressWarnings("unchecked") // decode answers with a value of the type it was given
    public <T> Optional<T> get(String name, TypeRef<T> type) {
        Objects.requireNonNull(type, "type");
        return (Optional<T>) decode(name, type.type());
    }

    private Optional<Object> decode(String name, Type type) {
        byte[] encoded = attributes.get(Objects.requireNonNull(name, "name"));
        if (encoded == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(store.codec().decode(encoded, type));
        } catch (CorruptDataException e) {
            return undecodable(name, type, e);
        }
    }

    private Optional<Object> undecodable(String name, Type type, CorruptDataException problem) {
        switch (store.undecodables().report(name, type, problem)) {
            case DROP_ATTRIBUTE -> {
                // What is stored stays: a server that runs the former version can still read it.
            }
            case DROP_SESSION -> drop();
            case FAIL ->
                throw new CorruptDataException(
                        "session.get",
                        key.hash(),
                        "the attribute '" + name + "' does not decode to " + type.getTypeName()
                                + "; remove it, read it as it was written, or choose another policy than fail",
                        problem);
        }
        return Optional.empty();
    }

    private void drop() {
        dropped = true;
        attributes = Map.of();
        principal = null;
        store.drop(key);
    }

    final boolean isDropped() {
        return dropped;
    }

    final Map<String, byte[]> attributes() {
        return attributes;
    }

    final void setAttributes(Map<String, byte[]> changed) {
        attributes = changed;
    }

    final void setPrincipalLocally(@Nullable String changed) {
        principal = changed;
    }

    final void setIdleTimeoutLocally(Duration changed) {
        idleTimeout = changed;
    }

    final void setKey(SessionKey fresh) {
        key = fresh;
    }

    final void setCreatedAt(Instant at) {
        createdAt = at;
        lastAccessedAt = at;
    }

    final void setExpiresAt(Instant at) {
        expiresAt = at;
    }

    /** The key and the names: no id, no value, nobody's name. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + key + ", attributes " + new TreeSet<>(names()) + "]";
    }
}
