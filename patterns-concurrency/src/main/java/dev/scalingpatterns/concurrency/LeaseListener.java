package dev.scalingpatterns.concurrency;

/**
 * What a {@link LeaseManager} did, for metrics. Every method does nothing unless overridden, and one that throws harms
 * nobody.
 */
public interface LeaseListener {

    /** Listens to nothing. */
    LeaseListener NONE = new LeaseListener() {};

    /** A lease was acquired. */
    default void acquired() {}

    /** A lease was asked for and another holder has it. */
    default void refused() {}

    /** A lease was renewed. */
    default void renewed() {}

    /** A renewal got no answer; it is tried again while the lease lasts. */
    default void renewalFailed() {}

    /** A lease ended while its holder had it. */
    default void lost() {}

    /** A lease was released by its holder. */
    default void released() {}
}
