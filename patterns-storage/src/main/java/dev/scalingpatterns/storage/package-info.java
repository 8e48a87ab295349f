/**
 * Object storage with no half objects: a reader sees a whole object or none, whatever breaks.
 *
 * <p>Start with {@link dev.scalingpatterns.storage.ObjectStore}.
 */
@NullMarked
package dev.scalingpatterns.storage;

import org.jspecify.annotations.NullMarked;
