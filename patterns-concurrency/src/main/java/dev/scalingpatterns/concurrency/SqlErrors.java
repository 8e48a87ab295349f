package dev.scalingpatterns.concurrency;

import java.sql.SQLException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks into exceptions: drivers hide the telling one in a chain of causes or, for a batch, of next exceptions. */
final class SqlErrors {

    private static final int MAX_DEPTH = 20;

    private SqlErrors() {}

    /** The first SQL exception among a throwable and its causes; null if there is none. */
    static @Nullable SQLException find(@Nullable Throwable thrown) {
        Throwable next = thrown;
        for (int depth = 0; next != null && depth < MAX_DEPTH; depth++) {
            if (next instanceof SQLException sql) {
                return sql;
            }
            next = next.getCause();
        }
        return null;
    }

    /** Whether an SQL exception, or one chained to it, is of a kind. */
    static boolean any(SQLException error, Predicate<SQLException> kind) {
        SQLException next = error;
        for (int depth = 0; next != null && depth < MAX_DEPTH; depth++) {
            if (kind.test(next) || (next.getCause() instanceof SQLException cause && kind.test(cause))) {
                return true;
            }
            next = next.getNextException();
        }
        return false;
    }

    static String state(SQLException error) {
        return error.getSQLState() == null ? "" : error.getSQLState();
    }
}
