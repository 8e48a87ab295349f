package dev.scalingpatterns.concurrency;

import java.util.Locale;

/** Reads as much SQL as is needed to see what kind of statement it is. */
final class SqlText {

    private SqlText() {}

    /** The first word, in upper case, behind blanks, comments and brackets; empty if there is none. */
    static String firstWord(String sql) {
        int start = skip(sql, 0);
        int end = start;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        return sql.substring(start, end).toUpperCase(Locale.ROOT);
    }

    private static int skip(String sql, int from) {
        int at = from;
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at)) || "({;".indexOf(sql.charAt(at)) >= 0) {
                at++;
            } else if (sql.startsWith("--", at)) {
                at = after(sql, "\n", at);
            } else if (sql.startsWith("/*", at)) {
                at = after(sql, "*/", at + 2);
            } else {
                return at;
            }
        }
        return at;
    }

    private static int after(String sql, String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }
}
