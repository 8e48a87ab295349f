package dev.scalingpatterns.samples;

import java.util.List;

/** Every problem, in the order in which a growing application meets them. */
final class Problems {

    private Problems() {}

    static List<Problem> all() {
        return List.of();
    }
}
