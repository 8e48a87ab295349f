package dev.scalingpatterns.concurrency.mutants;

import dev.scalingpatterns.concurrency.CallAttempt;
import dev.scalingpatterns.concurrency.CallBody;
import dev.scalingpatterns.concurrency.CallKey;
import dev.scalingpatterns.concurrency.CallOptions;
import dev.scalingpatterns.concurrency.Fingerprint;
import dev.scalingpatterns.concurrency.IdempotentCalls;
import dev.scalingpatterns.concurrency.IdempotentCallsContract;
import dev.scalingpatterns.core.TypeRef;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Looks whether the key is there, runs the body, puts the result: nothing holds the key meanwhile, nothing tells requests apart. */
public class CheckThenAct extends IdempotentCallsContract {

    @Override
    protected IdempotentCalls open(CallOptions options) {
        return new Calls();
    }

    @Override
    protected void pass(Duration time) {
        // Nothing here knows of time.
    }

    private static final class Calls implements IdempotentCalls {

        private final Map<CallKey, Object> results = new ConcurrentHashMap<>();

        @Override
        @SuppressWarnings("unchecked") // it is naive
        public <T, X extends Exception> T run(
                CallKey key, Fingerprint fingerprint, TypeRef<T> type, CallBody<T, X> body) throws X {
            Object known = results.get(key);
            if (known != null) {
                return (T) known;
            }
            T result = body.run(new CallAttempt(key, 1));
            results.put(key, result);
            return result;
        }

        @Override
        @SuppressWarnings("unchecked") // it is naive
        public <T, X extends Exception> T run(CallKey key, Fingerprint fingerprint, Class<T> type, CallBody<T, X> body)
                throws X {
            return run(key, fingerprint, (TypeRef<T>) new TypeRef<Object>() {}, body);
        }

        @Override
        public long purge() {
            return 0;
        }

        @Override
        public void close() {
            results.clear();
        }
    }
}
