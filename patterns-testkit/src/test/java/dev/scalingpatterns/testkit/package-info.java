@NullMarked
package dev.scalingpatterns.testkit;

import org.jspecify.annotations.NullMarked;
