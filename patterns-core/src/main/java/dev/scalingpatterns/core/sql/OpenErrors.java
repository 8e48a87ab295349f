package dev.scalingpatterns.core.sql;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.core.PatternsException;
import dev.scalingpatterns.core.UnavailableException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/** What it means when a first connection fails. */
final class OpenErrors {

    private OpenErrors() {}

    /** The same failure with the URL's secrets masked: H2, for one, quotes the whole URL. */
    static SQLException masked(BackendUrl url, SQLException e, @Nullable String password) {
        String message = url.mask(String.valueOf(e.getMessage()));
        if (password != null && !password.isEmpty()) {
            message = message.replace(password, "***");
        }
        SQLException masked = e instanceof SQLTransientException || isIo(e)
                ? new SQLRecoverableException(message, e.getSQLState(), e.getErrorCode())
                : new SQLException(message, e.getSQLState(), e.getErrorCode());
        masked.setStackTrace(e.getStackTrace());
        return masked;
    }

    static PatternsException translate(BackendUrl url, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.startsWith("28")) {
            return new ConfigurationException(
                    "sql.open", url.toString(), "the server refused the user or the password: " + e.getMessage(), e);
        }
        if (state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || e instanceof SQLTransientException
                || e instanceof SQLRecoverableException) {
            return new UnavailableException(
                    "sql.open",
                    url.toString(),
                    "cannot connect: " + e.getMessage() + "; is the server running, and are host and port right?",
                    e);
        }
        return new ConfigurationException(
                "sql.open", url.toString(), "the database or its driver refused this: " + e.getMessage(), e);
    }

    private static boolean isIo(Throwable e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
