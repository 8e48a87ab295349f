package dev.scalingpatterns.samples.cache;

/** What the shop sells. */
record Product(int id, String name, int cents) {}
