/**
 * Redis: {@link dev.scalingpatterns.core.redis.RedisConnection}, one connection shared by every thread, with bounded waits.
 *
 * <p>Needs {@code io.lettuce:lettuce-core} on the class path. The modules that use it bring it.
 */
@NullMarked
package dev.scalingpatterns.core.redis;

import org.jspecify.annotations.NullMarked;
