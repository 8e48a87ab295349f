package dev.scalingpatterns.session.internal;

import dev.scalingpatterns.core.Codec;
import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.session.RotateResult;
import dev.scalingpatterns.session.SaveResult;
import dev.scalingpatterns.session.ServerSessionStore;
import dev.scalingpatterns.session.Session;
import dev.scalingpatterns.session.SessionKey;
import dev.scalingpatterns.session.SessionListener;
import dev.scalingpatterns.session.SessionOptions;
import dev.scalingpatterns.session.SessionView;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What every store on the server does around its driver: checks, ids and their hashes, retries, events. */
public final class DriverSessionStore implements ServerSessionStore {

    private static final int LONGEST_PAUSE_MILLIS = 16;

    private final SessionDriver driver;
    private final SessionOptions options;
    private final InstantSource time;
    private final RandomGenerator random;
    private final Listeners<SessionListener> listeners;
    private final Undecodables undecodables;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Wraps a driver, which is closed with the store.
     *
     * @param time only for what a session shows before it is first saved; all else is the driver's time
     */
    public DriverSessionStore(
            SessionDriver driver,
            SessionOptions options,
            InstantSource time,
            RandomGenerator random,
            Listeners<SessionListener> listeners) {
        this.driver = driver;
        this.options = options;
        this.time = time;
        this.random = random;
        this.listeners = listeners;
        this.undecodables = new Undecodables(options.undecodable(), listeners);
    }

    @Override
    public Session create() {
        requireOpen();
        return LocalSession.fresh(
                this, SessionIds.fresh(random), time.instant(), options.idleTimeout(), options.absoluteTimeout());
    }

    @Override
    public Optional<Session> find(String id) {
        requireOpen();
        Objects.requireNonNull(id, "id");
        if (!SessionIds.isWellFormed(id)) {
            return Optional.empty();
        }
        SessionKey key = SessionKey.of(id);
        return driver.read(key).map(record -> LocalSession.found(this, id, key, record));
    }

    @Override
    public SaveResult save(Session session) {
        requireOpen();
        LocalSession local = ours(session);
        if (local.isDropped()) {
            return refused();
        }
        if (local.isNew()) {
            create(local, local.id());
            return SaveResult.SAVED;
        }
        SessionDelta delta = local.delta();
        if (delta.isEmpty()) {
            return SaveResult.UNCHANGED;
        }
        WriteAnswer answer = driver.write(local.key(), delta, SessionDriver.ANY_VERSION);
        return switch (answer.outcome()) {
            case DONE -> {
                local.saved(answer);
                yield SaveResult.SAVED;
            }
            case GONE -> refused();
            case TOO_LARGE -> throw tooLarge("session.save", local.key(), answer);
            case CONFLICT, ALREADY_ROTATED -> throw unexpected(answer);
        };
    }

    @Override
    public RotateResult rotate(Session session) {
        requireOpen();
        LocalSession local = ours(session);
        if (local.isDropped()) {
            refused();
            return RotateResult.GONE;
        }
        String id = SessionIds.fresh(random);
        if (local.isNew()) {
            create(local, id);
            return RotateResult.ROTATED;
        }
        SessionKey fresh = SessionKey.of(id);
        WriteAnswer answer = driver.rotate(local.key(), fresh, local.delta());
        return switch (answer.outcome()) {
            case DONE -> {
                SessionKey former = Objects.requireNonNull(answer.former(), "the driver names the former key");
                local.rotated(id, fresh, answer);
                listeners.tell(listener -> listener.rotated(former, fresh));
                yield RotateResult.ROTATED;
            }
            case ALREADY_ROTATED -> {
                local.alreadyRotated(answer);
                yield RotateResult.ALREADY_ROTATED;
            }
            case GONE -> {
                refused();
                yield RotateResult.GONE;
            }
            case TOO_LARGE -> throw tooLarge("session.rotate", local.key(), answer);
            case CONFLICT -> throw unexpected(answer);
        };
    }

    private void create(LocalSession local, String id) {
        SessionKey key = SessionKey.of(id);
        WriteAnswer answer = driver.create(key, local.delta());
        local.rotated(id, key, answer);
        listeners.tell(listener -> listener.created(key));
    }

    @Override
    public boolean delete(String id) {
        requireOpen();
        Objects.requireNonNull(id, "id");
        return SessionIds.isWellFormed(id) && deleteNow(SessionKey.of(id));
    }

    @Override
    public boolean delete(SessionKey key) {
        requireOpen();
        return deleteNow(Objects.requireNonNull(key, "key"));
    }

    /** For a view that found an attribute it cannot decode, where the policy says so. */
    void drop(SessionKey key) {
        requireOpen();
        deleteNow(key);
    }

    private boolean deleteNow(SessionKey key) {
        Optional<SessionKey> deleted = driver.delete(key);
        deleted.ifPresent(today -> listeners.tell(listener -> listener.deleted(today)));
        return deleted.isPresent();
    }

    @Override
    public void revokeAll(String principal) {
        requireOpen();
        driver.revokeAll(Checks.principal(principal));
        listeners.tell(SessionListener::revokedAll);
    }

    @Override
    public Optional<Session> update(String id, Consumer<? super Session> change) {
        requireOpen();
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(change, "change");
        if (!SessionIds.isWellFormed(id)) {
            return Optional.empty();
        }
        SessionKey key = SessionKey.of(id);
        for (int attempt = 1; attempt <= options.updateAttempts(); attempt++) {
            if (attempt > 1) {
                listeners.tell(SessionListener::updateRetried);
                pause(attempt - 1);
            }
            Attempt outcome = tryUpdate(id, key, change);
            if (outcome.settled()) {
                return Optional.ofNullable(outcome.session());
            }
        }
        throw new ConflictException(
                "session.update",
                key.hash(),
                "others wrote first at each of " + options.updateAttempts()
                        + " attempts, nothing was stored; try again, or allow more update attempts");
    }

    /** One attempt: settled with a session, settled without one, or to be tried again. */
    private record Attempt(boolean settled, @Nullable Session session) {

        private static final Attempt LOST = new Attempt(false, null);
        private static final Attempt ABSENT = new Attempt(true, null);
    }

    private Attempt tryUpdate(String id, SessionKey key, Consumer<? super Session> change) {
        SessionRecord record = driver.read(key).orElse(null);
        if (record == null) {
            return Attempt.ABSENT;
        }
        LocalSession local = LocalSession.found(this, id, key, record);
        local.beginUpdate();
        change.accept(local);
        local.endUpdate();
        if (local.isDropped()) {
            return Attempt.ABSENT;
        }
        SessionDelta delta = local.delta();
        if (delta.isEmpty()) {
            return new Attempt(true, local);
        }
        WriteAnswer answer = driver.write(key, delta, record.version());
        return switch (answer.outcome()) {
            case DONE -> {
                local.saved(answer);
                yield new Attempt(true, local);
            }
            case CONFLICT -> Attempt.LOST;
            case GONE -> Attempt.ABSENT;
            case TOO_LARGE -> throw tooLarge("session.update", key, answer);
            case ALREADY_ROTATED -> throw unexpected(answer);
        };
    }

    /** A random wait lets others finish; without it threads in step would go on colliding. */
    private void pause(int failures) {
        long millis = Math.min(LONGEST_PAUSE_MILLIS, 1L << Math.min(failures - 1, 10));
        LockSupport.parkNanos(1 + random.nextLong(TimeUnit.MILLISECONDS.toNanos(millis)));
    }

    @Override
    public List<SessionView> findByPrincipal(String principal, int limit) {
        requireOpen();
        return driver.findByPrincipal(Checks.principal(principal), Checks.limit(limit)).stream()
                .<SessionView>map(record -> new RecordView(this, record))
                .toList();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            driver.close();
        }
    }

    Codec codec() {
        return options.codec();
    }

    Undecodables undecodables() {
        return undecodables;
    }

    /** Refuses what would be too large; what shrinks is never refused, even where the limits were lowered. */
    void checkSize(String name, int attributeBytes, long before, long after) {
        if (attributeBytes > options.maxAttributeBytes()) {
            throw new IllegalArgumentException("the attribute '" + name + "' would be " + attributeBytes
                    + " bytes, at most " + options.maxAttributeBytes()
                    + " are allowed (max-attribute-bytes); keep large values elsewhere and their key in the session");
        }
        if (after > options.maxSessionBytes() && after > before) {
            throw new IllegalArgumentException("with the attribute '" + name + "' the session would be " + after
                    + " bytes, at most " + options.maxSessionBytes()
                    + " are allowed (max-session-bytes); remove attributes, or keep large values elsewhere");
        }
    }

    private LocalSession ours(Session session) {
        Objects.requireNonNull(session, "session");
        if (!(session instanceof LocalSession local) || local.store != this) {
            throw new IllegalArgumentException(
                    "this session came from another store; save it where it was created or found");
        }
        local.requireNotUpdating();
        return local;
    }

    private SaveResult refused() {
        listeners.tell(SessionListener::saveRefused);
        return SaveResult.GONE;
    }

    private ConflictException tooLarge(String operation, SessionKey key, WriteAnswer answer) {
        return new ConflictException(
                operation,
                key.hash(),
                "with what other requests saved meanwhile the session would be " + answer.bytes() + " bytes, at most "
                        + options.maxSessionBytes()
                        + " are allowed (max-session-bytes), nothing was stored; find it again and remove attributes");
    }

    private static AssertionError unexpected(WriteAnswer answer) {
        return new AssertionError("the driver answered " + answer.outcome() + " where it cannot");
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("this SessionStore is closed");
        }
    }
}
