package dev.scalingpatterns.concurrency;

import org.jdbi.v3.core.Handle;

final class SqlFence {

    private SqlFence() {}

    static void check(Handle handle, String name, long token) {
        if (!handle.isClosed()) {
            throw new IllegalStateException("not in this build yet: " + name + token);
        }
    }
}
