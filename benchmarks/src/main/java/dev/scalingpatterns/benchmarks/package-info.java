/**
 * Ours, the raw limit and the peers, measured side by side in one run. {@link dev.scalingpatterns.benchmarks.Main} is the
 * command line; the package {@code suites} holds what is measured.
 */
@NullMarked
package dev.scalingpatterns.benchmarks;

import org.jspecify.annotations.NullMarked;
