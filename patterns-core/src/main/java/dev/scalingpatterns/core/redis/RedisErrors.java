package dev.scalingpatterns.core.redis;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.core.CorruptDataException;
import dev.scalingpatterns.core.ErrorTranslator;
import dev.scalingpatterns.core.PatternsException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.core.UnknownOutcomeException;
import dev.scalingpatterns.core.internal.Scrubbed;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Lettuce throws, as our kinds. Redis puts a code in front of an error's text, and the text may quote a command's
 * arguments, so only the code is passed on.
 */
final class RedisErrors implements ErrorTranslator {

    /** Redis did nothing, and may do it later. */
    private static final Set<String> NOT_NOW = Set.of(
            "LOADING", "BUSY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "OOM", "MISCONF", "NOREPLICAS", "READONLY");

    private static final Set<String> NOT_ALLOWED = Set.of("NOAUTH", "WRONGPASS", "NOPERM");

    /** Before Redis 7 what a script's command answered stands behind words of the server's own. */
    private static final Pattern IN_SCRIPT =
            Pattern.compile("^ERR Error running script \\(call to f_[0-9a-f]*\\): [^-]*: -([A-Z]{2,20}) ");

    private final Runnable onReadOnly;

    /** @param onReadOnly called when the server turns out to be a replica, as after a failover that was missed */
    RedisErrors(Runnable onReadOnly) {
        this.onReadOnly = onReadOnly;
    }

    @Override
    public RuntimeException translate(String operation, String subject, Throwable error) {
        if (error instanceof RedisCommandExecutionException refused) {
            return refused(operation, subject, refused);
        }
        if (error instanceof RedisException || error instanceof CancellationException) {
            return wasSent(error)
                    ? new UnknownOutcomeException(
                            operation, subject, "Redis did not answer; it may have happened", Scrubbed.of(error))
                    : new UnavailableException(
                            operation, subject, "Redis is not connected: retry later", Scrubbed.of(error));
        }
        return ErrorTranslator.standard().translate(operation, subject, error);
    }

    private RuntimeException refused(String operation, String subject, RedisCommandExecutionException error) {
        String code = code(error);
        Scrubbed cause = Scrubbed.of(error);
        if (code.equals("READONLY")) {
            onReadOnly.run();
        }
        if (NOT_NOW.contains(code)) {
            return new UnavailableException(operation, subject, "Redis answered " + code + ": retry later", cause);
        }
        if (NOT_ALLOWED.contains(code)) {
            return new ConfigurationException(
                    operation,
                    subject,
                    "Redis answered " + code + ": check user, password and rights in the URL",
                    cause);
        }
        if (code.equals("WRONGTYPE")) {
            return new CorruptDataException(
                    operation, subject, "the key holds another type of value: does another program use it?", cause);
        }
        return new IllegalStateException(operation + " failed: Redis answered " + code, cause);
    }

    private static String code(RedisCommandExecutionException error) {
        String message = String.valueOf(error.getMessage());
        Matcher inScript = IN_SCRIPT.matcher(message);
        if (inScript.find()) {
            return inScript.group(1);
        }
        int space = message.indexOf(' ');
        String first = space < 0 ? message : message.substring(0, space);
        return first.matches("[A-Z]{2,20}") ? first : "an error";
    }

    /** Lettuce refuses what it cannot send with a plain exception and a fixed text; all else may have been sent. */
    static boolean wasSent(Throwable error) {
        String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        return !message.startsWith("currently not connected")
                && !message.startsWith("request queue size exceeded")
                && !message.startsWith("unable to connect");
    }

    /** Why a first connection failed. */
    static PatternsException opening(BackendUrl url, Throwable error) {
        for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof PatternsException ours) {
                return ours;
            }
            if (cause instanceof RedisCommandExecutionException refused) {
                return refusedToOpen(url, refused);
            }
        }
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new UnavailableException(
                "redis.open",
                url.toString(),
                "cannot connect (" + root.getClass().getSimpleName() + ": "
                        + url.mask(String.valueOf(root.getMessage()))
                        + "); is the server running, and are host and port right?",
                Scrubbed.of(error));
    }

    private static PatternsException refusedToOpen(BackendUrl url, RedisCommandExecutionException error) {
        String code = code(error);
        String message = String.valueOf(error.getMessage());
        // Redis before 6.2 and a server without a password answer AUTH with a plain ERR.
        if (NOT_ALLOWED.contains(code) || message.contains("AUTH") || message.contains("invalid password")) {
            return new ConfigurationException(
                    "redis.open",
                    url.toString(),
                    "the server refused the user or the password (" + code + "): it is given as user:password@",
                    Scrubbed.of(error));
        }
        if (NOT_NOW.contains(code) || message.contains("max number of clients")) {
            return new UnavailableException(
                    "redis.open", url.toString(), "Redis answered " + code + ": retry later", Scrubbed.of(error));
        }
        return new ConfigurationException(
                "redis.open",
                url.toString(),
                "the server refused the connection: " + url.mask(message),
                Scrubbed.of(error));
    }
}
