package dev.scalingpatterns.concurrency;

import org.jdbi.v3.core.Handle;

final class ActiveTransaction {

    static ActiveTransaction of(Handle handle) {
        if (handle.isClosed()) {
            throw new IllegalStateException("the transaction is over");
        }
        return new ActiveTransaction();
    }

    void afterCommit(Runnable hook) {
        hook.run();
    }
}
