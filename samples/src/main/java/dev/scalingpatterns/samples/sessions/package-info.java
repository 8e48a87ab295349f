/** The problem "sessions". */
@NullMarked
package dev.scalingpatterns.samples.sessions;

import org.jspecify.annotations.NullMarked;
