package dev.scalingpatterns.benchmarks;

import java.io.IOException;
import java.util.List;

/** The cases of one pattern. */
public interface Suite extends AutoCloseable {

    /** Its name on the command line. */
    String name();

    /** What is measured; servers that the cases share are started here and stopped by {@link #close}. */
    List<Case> cases() throws Exception;

    @Override
    default void close() throws IOException {}
}
