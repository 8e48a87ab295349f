package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.Backends;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A {@link JobQueue} that can accept jobs as part of the caller's SQL transaction: they are accepted exactly when it
 * commits, so there is neither a job for an order that was rolled back nor an order without its job.
 *
 * <pre>{@code
 * transactor.use(READ_COMMITTED, handle -> {
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
     * The queue that the configuration names, where that can accept jobs in a transaction.
     *
     * @throws dev.scalingpatterns.core.ConfigurationException if an option is unknown, its value will not do, or the backend
     *     takes no part in SQL transactions
     * @throws IllegalStateException if it is open already, or the backends are closed
     */
    static TransactionalJobQueue open(Backends backends) {
        return open(backends, "");
    }

    /**
     * A named queue, where that can accept jobs in a transaction.
     *
     * @throws IllegalArgumentException if the name is not allowed
     * @throws dev.scalingpatterns.core.ConfigurationException if an option is unknown, its value will not do, or the backend
     *     takes no part in SQL transactions
     * @throws IllegalStateException if it is open already, or the backends are closed
     */
    static TransactionalJobQueue open(Backends backends, String name) {
        return JobQueueFactory.openTransactional(backends, name);
    }

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
