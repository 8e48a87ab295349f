/**
 * What a backend of {@link dev.scalingpatterns.jobs.JobQueue} implements: storage and leases, nothing else. Programs that
 * enqueue and run jobs have no need of it.
 */
@NullMarked
package dev.scalingpatterns.jobs.spi;

import org.jspecify.annotations.NullMarked;
