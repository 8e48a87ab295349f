package dev.scalingpatterns.core.sql;

import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.ErrorTranslator;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.core.UnknownOutcomeException;
import dev.scalingpatterns.core.internal.Scrubbed;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What JDBC and Jdbi throw, as our kinds, by SQLSTATE. Jdbi's messages quote the statement's arguments and a database's
 * quote rows, so neither is passed on.
 */
final class SqlErrors implements ErrorTranslator {

    /** No connection was made, so nothing was done: refused, rejected, too many clients, starting or stopping. */
    private static final Set<String> NOT_CONNECTED = Set.of("08001", "08004", "53300", "57P03");

    /** Serialization failure, deadlock, unique violation: someone else was first, and this was rolled back. */
    private static final Set<String> CONFLICT = Set.of("40001", "40P01", "23505");

    private static final int MARIADB_DUPLICATE_KEY = 1062;

    @Override
    public RuntimeException translate(String operation, String subject, Throwable error) {
        SQLException sql = sqlException(error);
        if (sql == null) {
            return ErrorTranslator.standard().translate(operation, subject, error);
        }
        String state = String.valueOf(sql.getSQLState());
        Scrubbed cause = Scrubbed.of(error);
        if (sql instanceof SQLTransientConnectionException || NOT_CONNECTED.contains(state)) {
            return new UnavailableException(
                    operation, subject, "no connection to the database was to be had: retry later", cause);
        }
        if (CONFLICT.contains(state) || sql.getErrorCode() == MARIADB_DUPLICATE_KEY) {
            return new ConflictException(
                    operation, subject, "another transaction was first (SQLSTATE " + state + ")", cause);
        }
        if (state.startsWith("28") || state.equals("42501")) {
            return new ConfigurationException(
                    operation,
                    subject,
                    "the database refused user, password or rights (SQLSTATE " + state + ")",
                    cause);
        }
        if (state.startsWith("08")
                || state.startsWith("57P")
                || sql instanceof SQLRecoverableException
                || sql instanceof SQLTimeoutException) {
            return new UnknownOutcomeException(
                    operation, subject, "the connection broke (SQLSTATE " + state + "); it may have happened", cause);
        }
        return new IllegalStateException(operation + " failed: the database answered SQLSTATE " + state, cause);
    }

    private static @Nullable SQLException sqlException(Throwable error) {
        for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
