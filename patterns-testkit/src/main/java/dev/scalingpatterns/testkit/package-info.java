/** Real servers, faults, clocks and races for tests. */
@NullMarked
package dev.scalingpatterns.testkit;

import org.jspecify.annotations.NullMarked;
