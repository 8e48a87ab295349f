package dev.scalingpatterns.samples;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Durations of many operations, and what share of them was how fast. */
public final class Latencies {

    private final long[] sorted;

    /** Durations in nanoseconds, at least one. */
    public Latencies(Collection<Long> nanos) {
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** So many per cent of the operations took this many milliseconds or less. */
    public double millis(int percent) {
        int index = (int) Math.ceil(percent / 100.0 * sorted.length) - 1;
        return Math.round(sorted[Math.max(0, index)] / 1_000.0) / 1_000.0;
    }

    /** Milliseconds for the table: {@code 4,012 ms}, {@code 0.021 ms}. */
    public static String text(double millis) {
        return String.format(Locale.ROOT, millis >= 10 ? "%,.0f ms" : millis >= 1 ? "%.1f ms" : "%.3f ms", millis);
    }

    @Override
    public String toString() {
        return "p50 " + text(millis(50)) + ", p99 " + text(millis(99)) + " of " + sorted.length + " from "
                + Arrays.stream(sorted).min().orElse(0) + " ns";
    }
}
