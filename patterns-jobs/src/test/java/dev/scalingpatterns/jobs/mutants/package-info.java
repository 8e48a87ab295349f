/** Naive job queues, each of which breaks one promise and is rejected by the contract suites. */
@org.jspecify.annotations.NullMarked
package dev.scalingpatterns.jobs.mutants;
