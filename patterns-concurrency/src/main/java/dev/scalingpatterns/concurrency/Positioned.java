package dev.scalingpatterns.concurrency;

import org.jspecify.annotations.Nullable;

/**
 * What a transaction returned, and where in the database's history.
 *
 * @param value what it returned
 * @param position for a write, behind it: reads at this position see it; for a read, what it has seen: later reads at this
 *     position see no less
 * @param <T> the value's type
 */
public record Positioned<T extends @Nullable Object>(T value, Position position) {}
