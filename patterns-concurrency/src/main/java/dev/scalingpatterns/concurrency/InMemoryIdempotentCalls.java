package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.Codec;
import dev.scalingpatterns.core.TypeRef;
import java.time.InstantSource;
import java.util.Objects;

/** The {@link IdempotentCalls} in memory: they hold within one process, and as long as it lives. */
public final class InMemoryIdempotentCalls implements IdempotentCalls {

    private final CallRunner runner;

    InMemoryIdempotentCalls(CallRunner runner) {
        this.runner = runner;
    }

    /** Options, all with defaults. */
    public static Builder builder() {
        return new Builder();
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
    public long purge() {
        return runner.purge();
    }

    @Override
    public void close() {
        runner.close();
    }

    /** Options. Not safe for use by many threads. */
    public static final class Builder {

        private CallOptions options = CallOptions.defaults();
        private Codec codec = Codec.standard();
        private InstantSource time = InstantSource.system();

        private Builder() {}

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

        /** The clock of leases and retention; the system's by default. */
        public Builder time(InstantSource chosen) {
            time = Objects.requireNonNull(chosen, "time");
            return this;
        }

        /** The calls, none made yet. */
        public InMemoryIdempotentCalls build() {
            return new InMemoryIdempotentCalls(new CallRunner(new InMemoryCallDriver(time), options, codec));
        }
    }
}
