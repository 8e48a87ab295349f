/**
 * What every pattern module stands on: configuration, shared connections, guard, health, codec and errors.
 *
 * <p>Start with {@link dev.scalingpatterns.core.Backends}.
 */
@NullMarked
package dev.scalingpatterns.core;

import org.jspecify.annotations.NullMarked;
