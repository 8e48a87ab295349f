package dev.scalingpatterns.jobs.batch;

import java.util.List;

/**
 * A statement that ran too often.
 *
 * @param kind what is wrong with it
 * @param sql the statement's shape: without literals, lists shortened
 * @param times how often it ran from that place, at least
 * @param place the lines of the application it came from, innermost first; at most five
 * @param advice what to do instead
 */
public record QueryFinding(Kind kind, String sql, long times, List<String> place, String advice) {

    /** Copies the place. */
    public QueryFinding {
        place = List.copyOf(place);
    }

    /** What is wrong. */
    public enum Kind {

        /** The same shape from one place, and one parameter differs each time: a query per row. */
        N_PLUS_ONE,

        /** The same shape from one place with the same parameters: remember the answer. */
        REPEATED
    }

    @Override
    public String toString() {
        return kind + " " + times + " × " + sql + "\n    at " + String.join("\n    at ", place) + "\n    " + advice;
    }
}
