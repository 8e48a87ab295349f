package dev.scalingpatterns.concurrency;

import java.time.Duration;
import java.util.Objects;

/** The checks of arguments that every port here makes. */
final class Checks {

    private Checks() {}

    /** A name, key or scope: something, of bounded length, that shows in a log line as it is. */
    static String identifier(String value, String what, int maxLength) {
        Objects.requireNonNull(value, what);
        if (value.isBlank()) {
            throw new IllegalArgumentException("the " + what + " is empty");
        }
        if (value.length() > maxLength) {
            throw new IllegalArgumentException(
                    "the " + what + " has " + value.length() + " characters; at most " + maxLength + " are allowed");
        }
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("the " + what + " has a control character");
        }
        return value;
    }

    static Duration positive(Duration value, String what) {
        Objects.requireNonNull(value, what);
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("the " + what + " is " + value + "; it must be positive");
        }
        return value;
    }

    static Duration notNegative(Duration value, String what) {
        Objects.requireNonNull(value, what);
        if (value.isNegative()) {
            throw new IllegalArgumentException("the " + what + " is " + value + "; it must not be negative");
        }
        return value;
    }

    static int atLeast(int value, int min, String what) {
        if (value < min) {
            throw new IllegalArgumentException("the " + what + " is " + value + "; it must be at least " + min);
        }
        return value;
    }
}
