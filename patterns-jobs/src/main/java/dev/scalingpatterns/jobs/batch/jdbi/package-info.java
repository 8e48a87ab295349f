/** Batch functions over SQL with Jdbi; loads only where Jdbi is there. */
@NullMarked
package dev.scalingpatterns.jobs.batch.jdbi;

import org.jspecify.annotations.NullMarked;
