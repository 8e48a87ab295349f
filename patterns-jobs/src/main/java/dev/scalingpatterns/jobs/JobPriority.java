package dev.scalingpatterns.jobs;

/**
 * How urgent a job is among the ready ones of its queue.
 *
 * <p>Jobs are started in the order of the time they became due, where each level below {@link #URGENT} counts as having
 * become due one <em>ageing step</em> later ({@link JobQueueOptions#priorityAgeing()}, one minute unless set). So a
 * {@code LOW} job is overtaken only by jobs that became due in the three steps after it, and none waits for ever.
 */
public enum JobPriority {
    /** Before all others. */
    URGENT,
    /** One ageing step behind {@link #URGENT}. */
    HIGH,
    /** The default; two ageing steps behind {@link #URGENT}. */
    NORMAL,
    /** Three ageing steps behind {@link #URGENT}. */
    LOW
}
