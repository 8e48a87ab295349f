package dev.scalingpatterns.concurrency;

/** The tables of this module. */
public final class ConcurrencySchema {

    private ConcurrencySchema() {}
}
