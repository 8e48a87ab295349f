/** The contract suites of the concurrency ports, and the tests of what implements them here. */
@NullMarked
package dev.scalingpatterns.concurrency;

import org.jspecify.annotations.NullMarked;
