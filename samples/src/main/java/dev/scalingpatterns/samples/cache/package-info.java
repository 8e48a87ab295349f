/** The problem "cache". */
@NullMarked
package dev.scalingpatterns.samples.cache;

import org.jspecify.annotations.NullMarked;
