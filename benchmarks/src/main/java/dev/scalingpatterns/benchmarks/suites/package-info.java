/** What is measured, a class for each suite. */
@NullMarked
package dev.scalingpatterns.benchmarks.suites;

import org.jspecify.annotations.NullMarked;
