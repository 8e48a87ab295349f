/** The problem "slow-work". */
@NullMarked
package dev.scalingpatterns.samples.reports;

import org.jspecify.annotations.NullMarked;
