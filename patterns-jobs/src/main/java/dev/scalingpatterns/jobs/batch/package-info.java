/**
 * Batch loaders: the queries of one unit of work, gathered by themselves into one per level.
 *
 * <p>Start with {@link dev.scalingpatterns.jobs.batch.BatchLoader} and {@link
 * dev.scalingpatterns.jobs.batch.BatchScope}; {@link dev.scalingpatterns.jobs.batch.QueryCounter} finds the places that
 * need one. This package stands alone: of the library's drivers only Jdbi is known, to one class that loads when it is
 * used.
 */
@NullMarked
package dev.scalingpatterns.jobs.batch;

import org.jspecify.annotations.NullMarked;
