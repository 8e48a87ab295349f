/** The problem "single-point-of-failure". */
@NullMarked
package dev.scalingpatterns.samples.failover;

import org.jspecify.annotations.NullMarked;
