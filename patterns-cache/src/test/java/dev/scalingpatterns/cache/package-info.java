/** The contract suites of the cache, and their run against the cache in memory. */
@NullMarked
package dev.scalingpatterns.cache;

import org.jspecify.annotations.NullMarked;
