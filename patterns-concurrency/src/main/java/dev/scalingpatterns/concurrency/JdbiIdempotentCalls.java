package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.Codec;
import dev.scalingpatterns.core.TypeRef;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** {@link TransactionalCalls} in the tables of a {@link JdbiTransactor}'s database. */
public final class JdbiIdempotentCalls implements TransactionalCalls {

    private final JdbiTransactor transactor;
    private final JdbiCallDriver driver;
    private final CallRunner runner;

    private JdbiIdempotentCalls(JdbiTransactor transactor, CallOptions options, Codec codec) {
        this.transactor = transactor;
        this.driver = new JdbiCallDriver(transactor);
        this.runner = new CallRunner(driver, options, codec);
    }

    /** Calls in this transactor's database; closing the calls leaves the transactor open. */
    public static Builder builder(JdbiTransactor transactor) {
        return new Builder(transactor);
    }

    @Override
    public <T, X extends Exception> T run(CallKey key, Fingerprint fingerprint, TypeRef<T> type, CallBody<T, X> body)
            throws X {
        return runner.run(key, fingerprint, type.type(), body);
    }

    @Override
    public <T, X extends Exception> T run(CallKey key, Fingerprint fingerprint, Class<T> type, CallBody<T, X> body)
            throws X {
        return runner.run(key, fingerprint, type, body);
    }

    @Override
    public <T, X extends Exception> T runInTransaction(
            Isolation isolation,
            CallKey key,
            Fingerprint fingerprint,
            TypeRef<T> type,
            TransactionalCallBody<T, X> body)
            throws X {
        return inTransaction(isolation, key, fingerprint, type.type(), body);
    }

    @Override
    public <T, X extends Exception> T runInTransaction(
            Isolation isolation, CallKey key, Fingerprint fingerprint, Class<T> type, TransactionalCallBody<T, X> body)
            throws X {
        return inTransaction(isolation, key, fingerprint, type, body);
    }

    /** The row of the key was there, so this is no first attempt. Says nothing to anybody else: no stack. */
    private static final class RowPresent extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RowPresent() {
            super("the row is there", null, false, false);
        }
    }

    /** One call: what it asks, and what became of its body so far. Used by one thread. */
    private final class Call<T, X extends Exception> {

        private final CallKey key;
        private final Fingerprint fingerprint;
        private final TransactionalCallBody<T, X> body;
        private final Deadline patience = Deadline.in(runner.options().patience());
        private int attempt = 1;
        private @Nullable Throwable thrownByBody;

        Call(CallKey key, Fingerprint fingerprint, TransactionalCallBody<T, X> body) {
            this.key = key;
            this.fingerprint = fingerprint;
            this.body = body;
        }

        T run(Handle handle) throws X {
            takeRow(handle);
            T result;
            try {
                result = body.run(handle, new CallAttempt(key, attempt));
            } catch (Exception | Error e) {
                thrownByBody = e;
                throw e;
            }
            Encoded stored =
                    new Encoded(runner.codec().encode(Objects.requireNonNull(result, "the body returned null")));
            if (!driver.complete(handle, key, attempt, stored, runner.options().retention())) {
                throw new IllegalStateException(
                        "the transaction of call " + key + " ended inside its body; nothing was committed");
            }
            return result;
        }

        private void takeRow(Handle handle) {
            Duration lease = runner.options().lease();
            Duration retention = runner.options().retention();
            if (attempt > 1) {
                if (!driver.takeOver(handle, key, fingerprint, attempt - 1, lease, retention)) {
                    throw new RowPresent();
                }
                return;
            }
            ActiveTransaction transaction = ActiveTransaction.of(handle);
            transaction.limitLocks(patience.remaining());
            try {
                driver.insert(handle, key, fingerprint, lease, retention);
            } catch (JdbiException e) {
                if (driver.isDuplicate(e)) {
                    throw new RowPresent();
                }
                if (transaction.failure() == Failure.TIMEOUT && patience.isOver()) {
                    transaction.doNotRetry();
                    throw new CallInProgressException(key, e);
                }
                throw e;
            }
            transaction.unlimitLocks();
        }

        /** The row is there: its result, or the number of the attempt that may be made now. */
        Optional<CallDriver.Claim> look() {
            Optional<CallDriver.Claim> found = driver.look(key, fingerprint);
            attempt = found.map(CallDriver.Claim::attempt).orElse(0) + 1;
            return found.filter(claim -> claim.verdict() != CallDriver.Verdict.YOURS);
        }
    }

    private <T, X extends Exception> T inTransaction(
            Isolation isolation, CallKey key, Fingerprint fingerprint, Type type, TransactionalCallBody<T, X> body)
            throws X {
        runner.check(key, fingerprint, type, body);
        Call<T, X> call = new Call<>(key, fingerprint, body);
        UnknownCommitException unknown = null;
        for (int round = 1; ; round++) {
            try {
                T result = transactor.run(isolation, call::run);
                runner.listeners().tell(listener -> listener.completed(key.scope()));
                return result;
            } catch (RowPresent e) {
                Optional<CallDriver.Claim> found = call.look();
                if (found.isPresent()) {
                    if (found.get().verdict() != CallDriver.Verdict.BUSY) {
                        @SuppressWarnings("unchecked") // the codec answers with a value of the type it was given
                        T earlier = (T) runner.settled(key, type, found.get());
                        return earlier;
                    }
                    runner.await(key, round, call.patience, null);
                }
            } catch (UnknownCommitException e) {
                // The next round's insert finds out: it waits for this commit, meets its row, or takes its place.
                if (unknown != null && call.patience.isOver()) {
                    throw e;
                }
                unknown = e;
            } catch (CallInProgressException e) {
                throw inFlight(key, unknown, e);
            } catch (Exception e) {
                failed(call, e);
                throw e;
            }
        }
    }

    /** If the caller who is still at work may be ourselves, that nothing was done would be a lie. */
    private RuntimeException inFlight(
            CallKey key, @Nullable UnknownCommitException unknown, CallInProgressException e) {
        if (unknown != null) {
            unknown.addSuppressed(e);
            return unknown;
        }
        runner.listeners().tell(listener -> listener.inProgress(key.scope()));
        return e;
    }

    private void failed(Call<?, ?> call, Exception failure) {
        if (failure != call.thrownByBody) {
            return;
        }
        runner.listeners().tell(listener -> listener.failed(call.key.scope()));
        if (runner.options().storeFailures()) {
            try {
                storeFailure(call, failure);
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** In a transaction of its own: the body's was rolled back, row and all. */
    private void storeFailure(Call<?, ?> call, Exception failure) {
        CallOptions options = runner.options();
        CallDriver.Claim claim = driver.claim(call.key, call.fingerprint, options.lease(), options.retention());
        if (claim.verdict() == CallDriver.Verdict.YOURS) {
            driver.fail(call.key, claim.attempt(), CallRunner.typeOf(failure), options.retention());
        }
    }

    @Override
    public long purge() {
        return runner.purge();
    }

    @Override
    public void close() {
        runner.close();
    }

    /** Options. Not safe for use by many threads. */
    public static final class Builder {

        private final JdbiTransactor transactor;
        private CallOptions options = CallOptions.defaults();
        private Codec codec = Codec.standard();

        private Builder(JdbiTransactor transactor) {
            this.transactor = Objects.requireNonNull(transactor, "transactor");
        }

        /** Lease, retention, patience and more; {@link CallOptions#defaults} unless set. */
        public Builder options(CallOptions chosen) {
            options = Objects.requireNonNull(chosen, "options");
            return this;
        }

        /** How results are encoded; {@link Codec#standard} by default. */
        public Builder codec(Codec chosen) {
            codec = Objects.requireNonNull(chosen, "codec");
            return this;
        }

        /** The calls. */
        public JdbiIdempotentCalls build() {
            return new JdbiIdempotentCalls(transactor, options, codec);
        }
    }
}
