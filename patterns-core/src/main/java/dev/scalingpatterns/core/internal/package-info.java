/** Shared by the modules of this project; not part of the promise to users. */
@NullMarked
package dev.scalingpatterns.core.internal;

import org.jspecify.annotations.NullMarked;
