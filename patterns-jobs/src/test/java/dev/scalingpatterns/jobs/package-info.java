/** The contract suites of job queues, for adapters to prove themselves by, and the tests of this module. */
@org.jspecify.annotations.NullMarked
package dev.scalingpatterns.jobs;
