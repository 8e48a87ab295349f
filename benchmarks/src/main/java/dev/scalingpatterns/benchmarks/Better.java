package dev.scalingpatterns.benchmarks;

/** Which way is better. */
public enum Better {
    HIGHER,
    LOWER
}
