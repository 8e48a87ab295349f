package dev.scalingpatterns.concurrency;

import java.time.Duration;
import java.util.OptionalLong;

/** Where leases are kept. Each method is atomic; time is the backend's. An owner is one acquisition, not a process. */
interface LeaseDriver extends AutoCloseable {

    /** Gives the lease to the owner if nobody has it; the token is greater than any this name had. */
    OptionalLong acquire(String name, String owner, Duration duration);

    /** Lets the lease last this long from now, if the owner still has it. */
    boolean renew(String name, String owner, Duration duration);

    /** Ends the lease, if the owner still has it. */
    boolean release(String name, String owner);

    @Override
    void close();
}
