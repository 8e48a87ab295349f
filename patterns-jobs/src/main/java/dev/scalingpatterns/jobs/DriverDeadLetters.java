package dev.scalingpatterns.jobs;

import dev.scalingpatterns.jobs.spi.JobDriver;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The dead letters of any driver. */
final class DriverDeadLetters implements DeadLetters {

    private static final int MAX_PAGE = 1_000;

    private final JobDriver driver;

    DriverDeadLetters(JobDriver driver) {
        this.driver = driver;
    }

    @Override
    public List<Job> list(String queue, int limit) {
        return list(queue, Optional.empty(), limit);
    }

    @Override
    public List<Job> list(String queue, JobId after, int limit) {
        return list(queue, Optional.of(after), limit);
    }

    private List<Job> list(String queue, Optional<JobId> after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit is from 1 to " + MAX_PAGE + ", not " + limit);
        }
        return driver.dead(Names.requireQueue(queue), after, limit);
    }

    @Override
    public boolean redrive(JobId id) {
        return driver.redrive(Objects.requireNonNull(id, "id"));
    }

    @Override
    public int redriveAll(String queue) {
        // Not more than were dead at the start: a job may die again meanwhile, and would be redriven for ever.
        long dead = driver.counts()
                .getOrDefault(Names.requireQueue(queue), JobCounts.NONE)
                .dead();
        int redriven = 0;
        while (redriven < dead) {
            List<Job> page = driver.dead(queue, Optional.empty(), (int) Math.min(MAX_PAGE, dead - redriven));
            if (page.isEmpty()) {
                break;
            }
            for (Job job : page) {
                redriven += driver.redrive(job.id()) ? 1 : 0;
            }
        }
        return redriven;
    }

    @Override
    public boolean discard(JobId id) {
        return driver.discard(Objects.requireNonNull(id, "id"));
    }
}
