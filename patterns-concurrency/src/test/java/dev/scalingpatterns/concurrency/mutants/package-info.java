/** Naive implementations, each with the fault that the contract suites are there to find. */
@NullMarked
package dev.scalingpatterns.concurrency.mutants;

import org.jspecify.annotations.NullMarked;
