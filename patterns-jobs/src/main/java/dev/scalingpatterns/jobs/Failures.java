package dev.scalingpatterns.jobs;

import dev.scalingpatterns.jobs.spi.Failure;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** What is stored of an exception. */
final class Failures {

    private static final int MAX_MESSAGE = 1_000;
    private static final int MAX_TRACE = 2_000;

    private Failures() {}

    static Failure of(Throwable error) {
        return new Failure(error.getClass().getName(), message(error), trace(error));
    }

    private static String message(Throwable error) {
        try {
            return cut(error.getMessage(), MAX_MESSAGE);
        } catch (RuntimeException e) {
            // An exception of the user's class may fail even at this, and its job must not be lost for it.
            return "";
        }
    }

    private static String trace(Throwable error) {
        try {
            StringWriter text = new StringWriter();
            error.printStackTrace(new PrintWriter(text));
            return cut(text.toString(), MAX_TRACE);
        } catch (RuntimeException e) {
            return "";
        }
    }

    private static String cut(@Nullable String text, int most) {
        if (text == null) {
            return "";
        }
        return text.length() <= most ? text : text.substring(0, most);
    }
}
