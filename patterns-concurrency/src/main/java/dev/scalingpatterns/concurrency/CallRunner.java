package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.Codec;
import dev.scalingpatterns.core.PatternsException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.core.UnknownOutcomeException;
import dev.scalingpatterns.core.internal.Listeners;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a call runs once, whatever it is kept in. */
final class CallRunner implements AutoCloseable {

    static final String RUN = "calls.run";

    private static final int MAX_TYPE_LENGTH = 500;

    private final CallDriver driver;
    private final CallOptions options;
    private final Codec codec;
    private final Listeners<CallListener> listeners;
    private volatile boolean closed;

    CallRunner(CallDriver driver, CallOptions options, Codec codec) {
        this.driver = driver;
        this.options = options;
        this.codec = codec;
        this.listeners = new Listeners<>(options.listener());
    }

    <T, X extends Exception> T run(CallKey key, Fingerprint fingerprint, Type type, CallBody<T, X> body) throws X {
        check(key, fingerprint, type, body);
        Deadline patience = Deadline.in(options.patience());
        for (int attempt = 1; ; attempt++) {
            CallDriver.Claim claim = driver.claim(key, fingerprint, options.lease(), options.retention());
            if (claim.verdict() == CallDriver.Verdict.YOURS) {
                return inAttempt(new CallAttempt(key, claim.attempt()), body);
            }
            if (claim.verdict() != CallDriver.Verdict.BUSY) {
                @SuppressWarnings("unchecked") // the codec answers with a value of the type it was given
                T result = (T) settled(key, type, claim);
                return result;
            }
            await(key, attempt, patience, null);
        }
    }

    void check(CallKey key, Fingerprint fingerprint, Type type, Object body) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(body, "body");
        requireOpen();
    }

    private <T, X extends Exception> T inAttempt(CallAttempt attempt, CallBody<T, X> body) throws X {
        T result;
        try {
            result = body.run(attempt);
        } catch (Exception | Error e) {
            failed(attempt, e);
            throw e;
        }
        store(attempt, encoded(attempt, result));
        listeners.tell(listener -> listener.completed(attempt.key().scope()));
        return result;
    }

    /** A result that cannot be stored: the effect is there, so the call must not run again. */
    private Encoded encoded(CallAttempt attempt, @Nullable Object result) {
        try {
            return new Encoded(codec.encode(Objects.requireNonNull(result, "the body returned null")));
        } catch (RuntimeException e) {
            driver.fail(attempt.key(), attempt.number(), typeOf(e), options.retention());
            throw e;
        }
    }

    private void failed(CallAttempt attempt, Throwable failure) {
        listeners.tell(listener -> listener.failed(attempt.key().scope()));
        try {
            if (options.storeFailures()) {
                driver.fail(attempt.key(), attempt.number(), typeOf(failure), options.retention());
            } else {
                driver.free(attempt.key(), attempt.number());
            }
        } catch (PatternsException e) {
            // The lease will end by itself.
            failure.addSuppressed(e);
        }
    }

    static String typeOf(Throwable failure) {
        String name = failure.getClass().getName();
        return name.length() > MAX_TYPE_LENGTH ? name.substring(0, MAX_TYPE_LENGTH) : name;
    }

    private void store(CallAttempt attempt, Encoded result) {
        boolean stored;
        try {
            stored = driver.complete(attempt.key(), attempt.number(), result, options.retention());
        } catch (PatternsException e) {
            throw new UnknownOutcomeException(
                    RUN,
                    attempt.key().toString(),
                    "the body ran, and whether its result was stored is not known: call again to find out",
                    e);
        }
        if (!stored) {
            listeners.tell(listener -> listener.stale(attempt.key().scope()));
            throw new StaleAttemptException(attempt.key(), attempt.number());
        }
    }

    /** What was there: the result, or why there is none. */
    Object settled(CallKey key, Type type, CallDriver.Claim claim) {
        switch (claim.verdict()) {
            case DONE -> {
                listeners.tell(listener -> listener.repeated(key.scope()));
                return codec.decode(Objects.requireNonNull(claim.result()).bytes(), type);
            }
            case FAILED -> throw new CallFailedException(key, Objects.requireNonNull(claim.failureType()));
            case OTHER_REQUEST -> {
                listeners.tell(listener -> listener.keyReused(key.scope()));
                throw new KeyReusedException(key);
            }
            default -> throw new IllegalStateException("not settled: " + claim.verdict());
        }
    }

    /** Waits for another caller, or says that time is up. */
    void await(CallKey key, int attempt, Deadline patience, @Nullable Throwable cause) {
        if (patience.isOver()) {
            listeners.tell(listener -> listener.inProgress(key.scope()));
            throw new CallInProgressException(key, cause);
        }
        try {
            driver.await(key, attempt, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(
                    RUN, key.toString(), "interrupted while waiting for another caller; nothing was done", e);
        }
        requireOpen();
    }

    long purge() {
        requireOpen();
        return driver.purge();
    }

    CallOptions options() {
        return options;
    }

    Codec codec() {
        return codec;
    }

    Listeners<CallListener> listeners() {
        return listeners;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("these IdempotentCalls are closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        driver.close();
    }
}
