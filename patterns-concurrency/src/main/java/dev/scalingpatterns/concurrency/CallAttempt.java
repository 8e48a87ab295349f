package dev.scalingpatterns.concurrency;

/**
 * One run of the body of an idempotent call.
 *
 * @param key the call; pass it on to whatever the body calls, so that it can run once there too
 * @param number 1 for the first run, greater for every later one; passed on, it lets others refuse an attempt that was
 *     overtaken
 */
public record CallAttempt(CallKey key, int number) {}
