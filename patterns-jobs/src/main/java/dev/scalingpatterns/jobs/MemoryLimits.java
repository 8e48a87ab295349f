package dev.scalingpatterns.jobs;

/**
 * How much is kept in memory.
 *
 * @param jobs the most jobs that are not finished, the dead among them
 * @param bytes the most bytes of their payloads
 * @param finishedBytes the most bytes of the payloads and results of finished ones
 */
record MemoryLimits(int jobs, long bytes, long finishedBytes) {}
