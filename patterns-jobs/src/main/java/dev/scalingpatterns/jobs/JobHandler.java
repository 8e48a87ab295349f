package dev.scalingpatterns.jobs;

/**
 * What is done for a job. Called by many threads at once.
 *
 * <p>A job runs <em>at least</em> once: after a crash, or a lease that was lost, it runs again, so a handler makes its
 * effect idempotent or fences it with {@link JobContext#token()}. It returns when the work is done, throws when it
 * failed, and stops when its thread is interrupted (time limit, cancellation, lease lost, worker closing).
 *
 * @param <P> the payload's type
 */
@FunctionalInterface
public interface JobHandler<P> {

    /**
     * Does the work.
     *
     * @throws Exception any failure; retried by the type's {@link RetryPolicy}, but for {@link PermanentFailure}
     */
    void handle(JobContext<P> context) throws Exception;
}
