package dev.scalingpatterns.samples;

import java.util.Map;

/** One problem's outcome, as it is written to JSON: the component names are the file's field names. */
record Row(
        String problem,
        String question,
        Map<String, Object> naive,
        Map<String, Object> pattern,
        boolean naiveFailed,
        boolean patternHeld,
        String backend) {}
