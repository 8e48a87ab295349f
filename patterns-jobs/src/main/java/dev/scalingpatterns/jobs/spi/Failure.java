package dev.scalingpatterns.jobs.spi;

/**
 * What went wrong with an attempt, as it is stored.
 *
 * @param type the exception's class
 * @param message its message, cut
 * @param trace the top of its stack trace, cut
 */
public record Failure(String type, String message, String trace) {}
