/**
 * For those who write an adapter: {@link dev.scalingpatterns.storage.spi.DriverObjectStore} holds all that every store
 * does alike, {@link dev.scalingpatterns.storage.spi.ObjectDriver} the little that is special to a backend.
 *
 * <p>Users of a store need nothing from here. Until version 1.0 this package may change with every minor version.
 */
@NullMarked
package dev.scalingpatterns.storage.spi;

import org.jspecify.annotations.NullMarked;
