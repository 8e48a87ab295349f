package dev.scalingpatterns.concurrency;

import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The transactions whose bodies the current thread is in, innermost first: how a second borrow from the same pool is found
 * before it waits for a connection that only its own thread could give back.
 */
record Borrowed(
        ActiveTransaction transaction,
        Handle handle,
        @Nullable Borrowed outer) {

    private static final ThreadLocal<@Nullable Borrowed> INNERMOST = new ThreadLocal<>();

    static void enter(ActiveTransaction transaction, Handle handle) {
        INNERMOST.set(new Borrowed(transaction, handle, INNERMOST.get()));
    }

    static void leave() {
        Borrowed innermost = INNERMOST.get();
        if (innermost == null || innermost.outer == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(innermost.outer);
        }
    }

    /** The transaction this thread runs on a pool; null if there is none. */
    static @Nullable Borrowed from(DataSource source) {
        Borrowed next = INNERMOST.get();
        while (next != null && next.transaction.source() != source) {
            next = next.outer;
        }
        return next;
    }

    static IllegalStateException nested(String what, DataSource source, Borrowed outer) {
        return new IllegalStateException(what + " inside a transaction (" + outer.transaction.definition()
                + ") of the same pool, " + source + ", in the same thread: it would be a second connection, which sees"
                + " nothing of the first one's work and may wait for it for ever. Use the handle there is,"
                + " Nesting.JOIN, or Transactor.afterCommit");
    }
}
