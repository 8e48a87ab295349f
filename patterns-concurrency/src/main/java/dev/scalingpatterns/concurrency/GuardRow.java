package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.ConflictException;
import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The row of one keyed transaction, through all its attempts. Used by one thread. */
final class GuardRow {

    private final TransactionKeys keys;
    private final Engine engine;
    private final String key;
    private final String owner = UUID.randomUUID().toString();
    private OptionalInt tombstone = OptionalInt.empty();
    private boolean taken;

    GuardRow(TransactionKeys keys, Engine engine, String key) {
        this.keys = keys;
        this.engine = engine;
        this.key = key;
    }

    String key() {
        return key;
    }

    /** Tells this run's rows from those of another that used the same key. */
    String owner() {
        return owner;
    }

    /** The first statement of an attempt. */
    void open(Handle handle) throws SQLException {
        taken = false;
        if (tombstone.isPresent()) {
            if (!keys.reopen(handle.getConnection(), key, owner, tombstone.getAsInt())) {
                throw new ConflictException(
                        "transactor.run",
                        key,
                        "someone else resolved this key meanwhile; nothing was committed, and never will be under it:"
                                + " run the work again with a new key");
            }
            return;
        }
        try {
            keys.open(handle.getConnection(), key, owner);
        } catch (SQLException e) {
            taken = engine.isDuplicateKey(e);
            throw e;
        }
    }

    /** The last statement of an attempt. */
    void done(Handle handle) throws SQLException {
        if (!keys.done(handle.getConnection(), key, owner)) {
            throw new IllegalStateException(
                    "the transaction with key " + key + " ended inside its body, which cannot be; nothing more was"
                            + " committed. Does the body end it on a connection it unwrapped?");
        }
    }

    /** The last attempt was found not to have committed, and this tombstone laid on it. */
    void buried(int attempt) {
        tombstone = OptionalInt.of(attempt);
    }

    /** Whether the last attempt found the key in use. */
    boolean isTaken() {
        return taken;
    }
}
