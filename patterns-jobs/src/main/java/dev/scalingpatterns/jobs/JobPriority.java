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
    URGENT(0),
    /** One ageing step behind {@link #URGENT}. */
    HIGH(1),
    /** The default; two ageing steps behind {@link #URGENT}. */
    NORMAL(2),
    /** Three ageing steps behind {@link #URGENT}. */
    LOW(3);

    private final int level;

    JobPriority(int level) {
        this.level = level;
    }

    /** How many ageing steps it is behind {@link #URGENT}; for drivers, a number that keeps its meaning when stored. */
    public int level() {
        return level;
    }
}
