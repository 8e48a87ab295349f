/**
 * Cache-aside with one load per key, which cannot serve what was invalidated.
 *
 * <p>Start with {@link dev.scalingpatterns.cache.Cache}.
 */
@NullMarked
package dev.scalingpatterns.cache;

import org.jspecify.annotations.NullMarked;
