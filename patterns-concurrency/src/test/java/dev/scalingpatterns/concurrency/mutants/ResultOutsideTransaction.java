package dev.scalingpatterns.concurrency.mutants;

import dev.scalingpatterns.concurrency.CallBody;
import dev.scalingpatterns.concurrency.CallKey;
import dev.scalingpatterns.concurrency.CallOptions;
import dev.scalingpatterns.concurrency.Fingerprint;
import dev.scalingpatterns.concurrency.Isolation;
import dev.scalingpatterns.concurrency.JdbiIdempotentCalls;
import dev.scalingpatterns.concurrency.JdbiTransactor;
import dev.scalingpatterns.concurrency.TransactionalCallBody;
import dev.scalingpatterns.concurrency.TransactionalCalls;
import dev.scalingpatterns.concurrency.TransactionalCallsContract;
import dev.scalingpatterns.concurrency.Transactor;
import dev.scalingpatterns.core.TypeRef;
import java.time.Duration;
import javax.sql.DataSource;

/** Claims the key, commits the effect, stores the result: three transactions, and what happens between them is lost. */
public class ResultOutsideTransaction extends TransactionalCallsContract {

    private final TestDatabase database = new TestDatabase();

    @Override
    protected DataSource database() {
        return database.dataSource();
    }

    @Override
    protected void pass(Duration time) {
        // The tests that reject this one need no time.
    }

    @Override
    protected TransactionalCalls open(DataSource pool, CallOptions options) {
        return new Calls(
                JdbiIdempotentCalls.builder(JdbiTransactor.builder(database()).build())
                        .options(options)
                        .build(),
                JdbiTransactor.builder(pool).build());
    }

    private static final class Calls implements TransactionalCalls {

        private final TransactionalCalls calls;
        private final Transactor transactor;

        Calls(TransactionalCalls calls, Transactor transactor) {
            this.calls = calls;
            this.transactor = transactor;
        }

        @Override
        public <T, X extends Exception> T runInTransaction(
                Isolation isolation,
                CallKey key,
                Fingerprint fingerprint,
                TypeRef<T> type,
                TransactionalCallBody<T, X> body)
                throws X {
            return calls.run(
                    key, fingerprint, type, attempt -> transactor.run(isolation, handle -> body.run(handle, attempt)));
        }

        @Override
        public <T, X extends Exception> T runInTransaction(
                Isolation isolation,
                CallKey key,
                Fingerprint fingerprint,
                Class<T> type,
                TransactionalCallBody<T, X> body)
                throws X {
            return calls.run(
                    key, fingerprint, type, attempt -> transactor.run(isolation, handle -> body.run(handle, attempt)));
        }

        @Override
        public <T, X extends Exception> T run(
                CallKey key, Fingerprint fingerprint, TypeRef<T> type, CallBody<T, X> body) throws X {
            return calls.run(key, fingerprint, type, body);
        }

        @Override
        public <T, X extends Exception> T run(CallKey key, Fingerprint fingerprint, Class<T> type, CallBody<T, X> body)
                throws X {
            return calls.run(key, fingerprint, type, body);
        }

        @Override
        public long purge() {
            return calls.purge();
        }

        @Override
        public void close() {
            calls.close();
        }
    }
}
