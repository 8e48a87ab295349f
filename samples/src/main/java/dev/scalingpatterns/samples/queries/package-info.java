/** The problem "n+1". */
@NullMarked
package dev.scalingpatterns.samples.queries;

import org.jspecify.annotations.NullMarked;
