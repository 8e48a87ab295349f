package dev.scalingpatterns.jobs;

import java.util.Objects;

/** The rules of names and keys, the same for every backend. */
final class Names {

    private static final int MAX_KIND = 100;
    private static final int MAX_QUEUE = 63;
    private static final int MAX_UNIQUE_KEY = 200;

    private Names() {}

    static String requireKind(String kind) {
        return require("a job's kind", Objects.requireNonNull(kind, "kind"), MAX_KIND);
    }

    static String requireQueue(String queue) {
        return require("a queue's name", Objects.requireNonNull(queue, "queue"), MAX_QUEUE);
    }

    static String requireWorker(String name) {
        return require("a worker's name", Objects.requireNonNull(name, "name"), MAX_QUEUE);
    }

    static String requireUniqueKey(String key) {
        Objects.requireNonNull(key, "key");
        if (key.isEmpty() || key.length() > MAX_UNIQUE_KEY || hasControls(key)) {
            throw new IllegalArgumentException(
                    "a unique key has 1 to " + MAX_UNIQUE_KEY + " characters and no control characters");
        }
        return key;
    }

    static boolean hasControls(String text) {
        return text.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    }

    private static String require(String what, String name, int most) {
        boolean allowed = !name.isEmpty() && name.length() <= most && isLetter(name.charAt(0));
        for (int i = 1; allowed && i < name.length(); i++) {
            char c = name.charAt(i);
            allowed = isLetter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        }
        if (!allowed) {
            throw new IllegalArgumentException(
                    what + " is a letter, then letters, digits, '.', '_' and '-', all lower case," + " at most " + most
                            + " characters; not '" + name + "'");
        }
        return name;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }
}
