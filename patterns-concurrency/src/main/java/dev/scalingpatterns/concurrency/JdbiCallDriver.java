package dev.scalingpatterns.concurrency;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Idempotent calls as rows of {@code patterns_call}, by the database's clock. */
final class JdbiCallDriver implements CallDriver {

    private static final String WHERE = " WHERE scope = ? AND call_key = ?";
    private static final String CURRENT = WHERE + " AND attempt = ? AND state = 'RUNNING'";

    private final Transactor transactor;
    private final Engine engine;
    private final Backoff backoff = new Backoff(Duration.ofMillis(5), Duration.ofMillis(50), Backoff.PER_THREAD);

    JdbiCallDriver(JdbiTransactor transactor) {
        this.transactor = transactor;
        this.engine = transactor.engine();
    }

    @Override
    public Claim claim(CallKey key, Fingerprint fingerprint, Duration lease, Duration retention) {
        for (; ; ) {
            try {
                return transactor.run(
                        Isolation.READ_COMMITTED, handle -> claim(handle, key, fingerprint, lease, retention));
            } catch (JdbiException e) {
                // Another caller inserted the row between our look and our insert: look again.
                if (!isDuplicate(e)) {
                    throw e;
                }
            }
        }
    }

    private Claim claim(Handle handle, CallKey key, Fingerprint fingerprint, Duration lease, Duration retention) {
        Optional<CallRecord> present = record(handle, key);
        if (present.isEmpty()) {
            insert(handle, key, fingerprint, lease, retention);
            return Claim.of(Verdict.YOURS, 1);
        }
        Claim found = present.get().judge(fingerprint);
        if (found.verdict() != Verdict.YOURS) {
            return found;
        }
        takeOver(handle, key, fingerprint, found.attempt(), lease, retention);
        return Claim.of(Verdict.YOURS, found.attempt() + 1);
    }

    /** What a caller would find, claiming nothing; empty if there is no row. */
    Optional<Claim> look(CallKey key, Fingerprint fingerprint) {
        return transactor
                .run(Isolation.READ_COMMITTED, handle -> record(handle, key))
                .map(present -> present.judge(fingerprint));
    }

    private static Optional<CallRecord> record(Handle handle, CallKey key) {
        return handle.select(
                        "SELECT fingerprint, attempt, state, lease_until > CURRENT_TIMESTAMP,"
                                + " expires_at > CURRENT_TIMESTAMP, result, failure_type FROM patterns_call" + WHERE
                                + " FOR UPDATE",
                        key.scope(),
                        key.key())
                .map((rows, context) -> new CallRecord(
                        rows.getString(1),
                        rows.getInt(2),
                        State.valueOf(rows.getString(3)),
                        rows.getBoolean(4),
                        rows.getBoolean(5),
                        encoded(rows.getBytes(6)),
                        rows.getString(7)))
                .findOne();
    }

    private static @Nullable Encoded encoded(byte @Nullable [] data) {
        return data == null ? null : new Encoded(data);
    }

    /** First statement of a first attempt. Fails if the row is there; waits for whoever is about to insert it. */
    void insert(Handle handle, CallKey key, Fingerprint fingerprint, Duration lease, Duration retention) {
        handle.execute(
                "INSERT INTO patterns_call (scope, call_key, fingerprint, attempt, state, lease_until, expires_at)"
                        + " VALUES (?, ?, ?, 1, 'RUNNING', " + after(lease) + ", " + after(retention) + ")",
                key.scope(),
                key.key(),
                fingerprint.hash());
    }

    /** First statement of a later attempt; false if someone else was first. */
    boolean takeOver(
            Handle handle, CallKey key, Fingerprint fingerprint, int attempt, Duration lease, Duration retention) {
        return handle.execute(
                        "UPDATE patterns_call SET fingerprint = ?, attempt = attempt + 1, state = 'RUNNING',"
                                + " lease_until = " + after(lease) + ", expires_at = " + after(retention)
                                + ", result = NULL, failure_type = NULL" + WHERE + " AND attempt = ?",
                        fingerprint.hash(),
                        key.scope(),
                        key.key(),
                        attempt)
                == 1;
    }

    @Override
    public boolean complete(CallKey key, int attempt, Encoded result, Duration retention) {
        return transactor.run(Isolation.READ_COMMITTED, handle -> complete(handle, key, attempt, result, retention));
    }

    boolean complete(Handle handle, CallKey key, int attempt, Encoded result, Duration retention) {
        return end(handle, key, attempt, State.DONE, result, null, retention);
    }

    @Override
    public boolean fail(CallKey key, int attempt, String failureType, Duration retention) {
        return transactor.run(
                Isolation.READ_COMMITTED,
                handle -> end(handle, key, attempt, State.FAILED, null, failureType, retention));
    }

    private boolean end(
            Handle handle,
            CallKey key,
            int attempt,
            State state,
            @Nullable Encoded result,
            @Nullable String failureType,
            Duration retention) {
        return handle.createUpdate("UPDATE patterns_call SET state = :state, result = :result,"
                                + " failure_type = :failure, expires_at = " + after(retention)
                                + " WHERE scope = :scope AND call_key = :key AND attempt = :attempt"
                                + " AND state = 'RUNNING'")
                        .bind("state", state.name())
                        .bind("result", result == null ? null : result.bytes())
                        .bind("failure", failureType)
                        .bind("scope", key.scope())
                        .bind("key", key.key())
                        .bind("attempt", attempt)
                        .execute()
                == 1;
    }

    @Override
    public void free(CallKey key, int attempt) {
        transactor.use(
                Isolation.READ_COMMITTED,
                handle -> handle.execute(
                        "UPDATE patterns_call SET state = 'FREE'" + CURRENT, key.scope(), key.key(), attempt));
    }

    @Override
    public void await(CallKey key, int attempt, Deadline deadline) throws InterruptedException {
        backoff.pause(attempt, deadline);
    }

    @Override
    public long purge() {
        return transactor.<Long, RuntimeException>run(
                Isolation.READ_COMMITTED,
                handle -> (long) handle.execute("DELETE FROM patterns_call WHERE expires_at <= CURRENT_TIMESTAMP"
                        + " AND (state <> 'RUNNING' OR lease_until <= CURRENT_TIMESTAMP)"));
    }

    boolean isDuplicate(JdbiException thrown) {
        SQLException sql = SqlErrors.find(thrown);
        return sql != null && engine.isDuplicateKey(sql);
    }

    private String after(Duration time) {
        return engine.timeAfterMillis(time.toMillis());
    }

    @Override
    public void close() {
        // The transactor is its owner's.
    }
}
