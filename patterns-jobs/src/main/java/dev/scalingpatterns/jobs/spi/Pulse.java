package dev.scalingpatterns.jobs.spi;

import java.util.Set;

/**
 * The answer to a heartbeat.
 *
 * @param alive whether the session still holds its claims; a session that does not is over for good
 * @param cancelled the tokens of those claims whose jobs were asked to stop
 */
public record Pulse(boolean alive, Set<Long> cancelled) {}
