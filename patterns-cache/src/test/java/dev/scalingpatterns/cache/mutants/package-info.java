/** Naive caches, each of which breaks one promise: the suites must reject them. */
@NullMarked
package dev.scalingpatterns.cache.mutants;

import org.jspecify.annotations.NullMarked;
