/**
 * The problems that many users bring, each run broken and fixed. {@link dev.scalingpatterns.samples.Main} is the command
 * line; each problem is a package of its own.
 */
@NullMarked
package dev.scalingpatterns.samples;

import org.jspecify.annotations.NullMarked;
