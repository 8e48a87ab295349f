/** The problem "writes". */
@NullMarked
package dev.scalingpatterns.samples.writes;

import org.jspecify.annotations.NullMarked;
