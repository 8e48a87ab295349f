package dev.scalingpatterns.testkit;

/** A server that runs, and how to log in. */
record Found(Backend backend, Login login) {}
