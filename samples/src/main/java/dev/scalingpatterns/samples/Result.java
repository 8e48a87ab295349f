package dev.scalingpatterns.samples;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one run showed.
 *
 * @param asExpected whether the naive code showed its fault, or the pattern held
 * @param summary the run in a few words, for the table
 * @param figures the run in numbers, by name, in the order to show them
 */
public record Result(boolean asExpected, String summary, Map<String, Object> figures) {

    /** Keeps a copy of the figures, in their order. */
    public Result {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }
}
