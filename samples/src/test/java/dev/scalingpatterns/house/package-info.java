/** Tests of the house itself: its arrows, its ports' signatures, its pages. */
@NullMarked
package dev.scalingpatterns.house;

import org.jspecify.annotations.NullMarked;
