package dev.scalingpatterns.core.internal;

import java.util.Collection;
import java.util.TreeSet;

/** Finds what someone probably meant. */
public final class Nearest {

    private Nearest() {}

    /** The end of a message: what is allowed, and the nearest of it where one is near. */
    public static String hint(String given, Collection<String> allowed) {
        String nearest = "";
        int best = Math.max(2, given.length() / 3) + 1;
        for (String candidate : new TreeSet<>(allowed)) {
            int distance = distance(given, candidate);
            if (distance < best) {
                best = distance;
                nearest = candidate;
            }
        }
        String list = allowed.isEmpty()
                ? "; none is allowed here"
                : "; allowed: " + String.join(", ", new TreeSet<>(allowed));
        return nearest.isEmpty() ? list : "; did you mean '" + nearest + "'?" + list;
    }

    /** Levenshtein's distance: the number of single-character edits between two texts. */
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
