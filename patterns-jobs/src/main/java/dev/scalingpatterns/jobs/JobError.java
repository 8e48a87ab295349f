package dev.scalingpatterns.jobs;

import java.time.Instant;

/**
 * One failure of a job: an attempt that threw or overran its time, or a crash of the worker that ran it.
 *
 * @param attempt the attempt that failed, from 1
 * @param at when, by the backend's clock
 * @param type the exception's class
 * @param message the exception's message, cut to 1,000 characters
 * @param trace the top of its stack trace, cut to 2,000 characters; may be empty
 */
public record JobError(int attempt, Instant at, String type, String message, String trace) {}
