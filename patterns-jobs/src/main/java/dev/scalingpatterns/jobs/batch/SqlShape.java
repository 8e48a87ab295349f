package dev.scalingpatterns.jobs.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement's text without what differs from call to call: literals and parameters become {@code ?}, lists of two or
 * more {@code (?, …)}, blanks and comments one blank.
 */
final class SqlShape {

    private static final Pattern LIST = Pattern.compile("\\( ?\\?(?: ?, ?\\?)+ ?\\)");
    private static final Pattern ROWS =
            Pattern.compile("(\\(\\?, …\\))(?: ?, ?\\(\\?, …\\))+|(\\( ?\\? ?\\))(?: ?, ?\\( ?\\? ?\\))+");

    /** What comes before a parameter that chooses a range or a page, or a whole set: no key of a row. */
    private static final Pattern NO_KEY = Pattern.compile(
            "(?:\\blimit|\\boffset|\\bfirst|\\bnext|\\btop|\\blike|\\bilike|\\bbetween|\\bbetween \\? and|[<>]=?|<>|!="
                    + "|\\bin ?\\((?: ?\\? ?,)+|\\bany ?\\(|\\bunnest ?\\(|\\binterval|\\blimit \\?,) ?$");

    private static final Pattern FIRST_OF_LIST = Pattern.compile("\\bin ?\\( ?$");
    private static final Pattern MORE_OF_LIST = Pattern.compile("^\\? ?, ?\\?");
    private static final Pattern COLUMN_BEFORE =
            Pattern.compile("([\\w.\"`]+(?: ?\\([^()]*\\))?) ?(?:=|\\bin ?\\() ?$");
    private static final Pattern COLUMN_AFTER = Pattern.compile("^ ?= ?([\\w.\"`]+)");

    /** The shape, for people and for comparing. */
    final String text;

    /** For each place of a value in the raw text: the hash of its literal, if it has one. */
    private final int[] literals;

    private final boolean[] bound;
    private final String flat;

    private volatile @Nullable Advice advice;

    private record Advice(int value, String text) {}

    private SqlShape(String text, String flat, int[] literals, boolean[] bound) {
        this.text = text;
        this.flat = flat;
        this.literals = literals;
        this.bound = bound;
    }

    static SqlShape of(String sql) {
        Scanner scanner = new Scanner(sql);
        scanner.scan();
        String flat = scanner.out.toString().trim();
        String text = ROWS.matcher(LIST.matcher(flat).replaceAll("(?, …)")).replaceAll("$1$2, …");
        int[] literals = scanner.literals.stream()
                .mapToInt(hash -> hash == null ? 0 : hash)
                .toArray();
        boolean[] bound = new boolean[literals.length];
        for (int i = 0; i < bound.length; i++) {
            bound[i] = scanner.literals.get(i) == null;
        }
        return new SqlShape(text, flat, literals, bound);
    }

    /** The hashes of all values of one call, literal or bound. */
    int[] values(int[] parameters, int count) {
        int[] values = literals.clone();
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            if (bound[i]) {
                values[i] = next < count ? parameters[next] : 0;
                next++;
            }
        }
        return values;
    }

    /** Whether a value, differing from call to call, makes these calls one per row. */
    boolean isKey(int value) {
        int at = indexOf(value);
        if (at < 0) {
            return false;
        }
        String before = flat.substring(0, at).toLowerCase(Locale.ROOT);
        boolean firstOfList = FIRST_OF_LIST.matcher(before).find()
                && MORE_OF_LIST.matcher(flat.substring(at)).find();
        if (firstOfList || NO_KEY.matcher(before).find()) {
            return false;
        }
        return !(before.startsWith("update") && !before.contains(" where "));
    }

    /** What to do instead of one call per value. */
    String advice(int value) {
        Advice known = advice;
        if (known == null || known.value() != value) {
            known = new Advice(value, adviceFor(value));
            advice = known;
        }
        return known.text();
    }

    private String adviceFor(int value) {
        String lower = flat.toLowerCase(Locale.ROOT);
        if (lower.startsWith("insert") || lower.startsWith("merge")) {
            return "write them together: addBatch and executeBatch, or one statement with several rows";
        }
        int at = indexOf(value);
        Matcher before = COLUMN_BEFORE.matcher(flat.substring(0, at));
        Matcher after = COLUMN_AFTER.matcher(flat.substring(at + 1));
        String column = before.find() ? before.group(1) : after.find() ? after.group(1) : null;
        if (column == null) {
            return "ask for all values at once, for example through a BatchLoader";
        }
        return lower.startsWith("select") || lower.startsWith("with")
                ? "load them together: BatchLoader.grouped or .unique over \"… where " + column + " = any(:keys)\""
                : "change them together: \"… where " + column + " = any(:keys)\", or executeBatch";
    }

    private int indexOf(int value) {
        int at = -1;
        for (int i = 0; i <= value; i++) {
            at = flat.indexOf('?', at + 1);
            if (at < 0) {
                return -1;
            }
        }
        return at;
    }

    /** Reads SQL just closely enough to tell values from the rest. */
    private static final class Scanner {

        private final String sql;
        private final StringBuilder out;
        private final List<@Nullable Integer> literals = new ArrayList<>();
        private int at;

        Scanner(String sql) {
            this.sql = sql;
            this.out = new StringBuilder(sql.length());
        }

        void scan() {
            while (at < sql.length()) {
                char c = sql.charAt(at);
                if (Character.isWhitespace(c)) {
                    at++;
                    blank();
                } else if (c == '\'') {
                    literal(endOfQuoted('\''));
                } else if (c == '"' || c == '`') {
                    int end = endOfQuoted(c);
                    out.append(sql, at, end);
                    at = end;
                } else if (sql.startsWith("--", at)) {
                    int end = sql.indexOf('\n', at);
                    at = end < 0 ? sql.length() : end;
                } else if (sql.startsWith("/*", at)) {
                    int end = sql.indexOf("*/", at + 2);
                    at = end < 0 ? sql.length() : end + 2;
                    blank();
                } else if (c == '?') {
                    out.append('?');
                    literals.add(null);
                    at++;
                } else if (Character.isJavaIdentifierStart(c)) {
                    word();
                } else if (Character.isDigit(c)) {
                    literal(endOfNumber());
                } else {
                    out.append(c);
                    at++;
                }
            }
        }

        private void blank() {
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
                out.append(' ');
            }
        }

        private void word() {
            int end = at;
            while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
                end++;
            }
            out.append(sql, at, end);
            at = end;
        }

        private void literal(int end) {
            literals.add(sql.substring(at, end).hashCode());
            out.append('?');
            at = end;
        }

        private int endOfQuoted(char quote) {
            int end = sql.indexOf(quote, at + 1);
            while (end >= 0 && end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
                end = sql.indexOf(quote, end + 2);
            }
            return end < 0 ? sql.length() : end + 1;
        }

        private int endOfNumber() {
            int end = at;
            while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '.')) {
                end++;
            }
            return end;
        }
    }
}
