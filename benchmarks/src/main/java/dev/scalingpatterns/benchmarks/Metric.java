package dev.scalingpatterns.benchmarks;

/**
 * One number that a contender is measured by.
 *
 * @param name what is measured, where a case measures several things; may be empty
 * @param unit for example {@code ops/s}, {@code ns/op} or {@code B/op}
 * @param better which way is better
 */
public record Metric(String name, String unit, Better better) {

    /** Operations a second. */
    public static final Metric THROUGHPUT = new Metric("", "ops/s", Better.HIGHER);

    /** Nanoseconds for one operation. */
    public static final Metric NANOS = new Metric("", "ns/op", Better.LOWER);

    /** Bytes allocated by one operation. */
    public static final Metric BYTES = new Metric("allocated", "B/op", Better.LOWER);
}
