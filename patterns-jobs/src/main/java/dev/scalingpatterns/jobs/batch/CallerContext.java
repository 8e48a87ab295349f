package dev.scalingpatterns.jobs.batch;

import org.jspecify.annotations.Nullable;

/**
 * Carries what decides an answer (tenant, security, read-only transaction) from the caller of each load to its batch.
 *
 * <p>Loads whose captured contexts are not {@linkplain Object#equals equal} share neither a batch nor the scope's cache,
 * so what is loaded for one tenant is never given to another. Capture therefore only what decides the answer; something
 * that differs for each caller, such as a span's id, would make every batch a batch of one.
 */
public interface CallerContext {

    /** Called on the thread of each load and of each fork: what must go with it. Wants {@code equals}. */
    @Nullable Object capture();

    /**
     * Called on the thread that is to run the batch, its dependents or the fork.
     *
     * @param captured what {@link #capture} gave
     * @return puts back what was there before
     */
    Restored restore(@Nullable Object captured);

    /** Ends a restored context. */
    @FunctionalInterface
    interface Restored extends AutoCloseable {

        /** Puts back what was there before; must not throw. */
        @Override
        void close();
    }
}
