/** What every session store shares: the rules around a thin driver. Not part of the promise to users. */
@NullMarked
package dev.scalingpatterns.session.internal;

import org.jspecify.annotations.NullMarked;
