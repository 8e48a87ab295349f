package dev.scalingpatterns.jobs;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A {@link JobQueue} that can accept jobs as part of the caller's SQL transaction: they are accepted exactly when it
 * commits, so there is neither a job for an order that was rolled back nor an order without its job.
 *
 * <pre>{@code
 * transactor.run(handle -> {
 *     orders.pay(handle, id);
 *     jobs.enqueue(handle, receipt.job(new SendReceipt(id)));
 * });
 * }</pre>
 *
 * <p>A queue in the same database stores the job with the transaction. The one in memory enqueues it when the handle
 * reports the commit: a job that is {@linkplain OnDuplicate unique} is checked at the call, and once more at the commit,
 * where one that lost its key in between is dropped in favour of the other, whatever it asked for but
 * {@link OnDuplicate#REPLACE}; its id then finds that other job.
 */
public interface TransactionalJobQueue extends JobQueue {

    /**
     * Accepts a job if and when the handle's transaction commits. Its delay counts from then.
     *
     * @return its id, which {@link #find} knows after the commit
     * @throws IllegalStateException if the handle is not in a transaction
     * @throws DuplicateJobException as {@link #enqueue(JobRequest)}
     * @throws IllegalArgumentException as {@link #enqueue(JobRequest)}
     */
    JobId enqueue(Handle handle, JobRequest<?> request);

    /**
     * Accepts all of these jobs if and when the handle's transaction commits.
     *
     * @return their ids in the same order
     * @throws IllegalStateException if the handle is not in a transaction
     * @throws DuplicateJobException as {@link #enqueueAll(List)}
     * @throws IllegalArgumentException as {@link #enqueueAll(List)}
     */
    List<JobId> enqueueAll(Handle handle, List<? extends JobRequest<?>> requests);
}
