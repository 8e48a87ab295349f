package dev.scalingpatterns.benchmarks;

import java.io.IOException;
import java.time.Duration;

/** Something that does a case's work: ours, the raw limit, or a peer. */
@FunctionalInterface
public interface Contender {

    /** Sets up once, before the rounds. */
    Opened open() throws Exception;

    /** A contender that is ready. */
    interface Opened extends AutoCloseable {

        /**
         * Works for about the given time.
         *
         * @return one number for each of the case's metrics, in their order
         */
        double[] measure(Duration time) throws Exception;

        @Override
        default void close() throws IOException {}
    }
}
