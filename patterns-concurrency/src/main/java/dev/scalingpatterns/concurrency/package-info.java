/**
 * Writes that are right: transactions, versions, idempotent calls, fenced leases, reads from replicas.
 *
 * <p>Start with {@link dev.scalingpatterns.concurrency.Transactor}.
 */
@NullMarked
package dev.scalingpatterns.concurrency;

import org.jspecify.annotations.NullMarked;
