package dev.scalingpatterns.concurrency;

import org.jdbi.v3.core.Handle;

/**
 * Refuses the writes of a holder whose lease has been overtaken, where they are made: the resource remembers the greatest
 * fencing token it has seen and refuses every smaller one.
 */
public final class Fence {

    private Fence() {}

    /**
     * For a resource in the database: checks the token inside the transaction that writes, and remembers it there. The
     * lease may be of any backend. A smaller token is refused from the moment a greater one has committed; while one with
     * a greater token writes, this waits for its end.
     *
     * @param handle the transaction of the write, of a {@link Transactor}
     * @param lease the lease under which it is made
     * @throws LeaseLostException if a greater token of this name was here before
     */
    public static void check(Handle handle, Lease lease) {
        SqlFence.check(handle, lease.name(), lease.token());
    }
}
