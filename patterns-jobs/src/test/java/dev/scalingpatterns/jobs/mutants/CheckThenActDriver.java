package dev.scalingpatterns.jobs.mutants;

import dev.scalingpatterns.jobs.DuplicateJobException;
import dev.scalingpatterns.jobs.JobId;
import dev.scalingpatterns.jobs.spi.JobDriver;
import dev.scalingpatterns.jobs.spi.NewJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Looks whether the key is free, and inserts then: {@code if (!exists(key)) insert(job)}. */
final class CheckThenActDriver extends ForwardingDriver {

    private final Map<String, JobId> keys = new ConcurrentHashMap<>();

    CheckThenActDriver(JobDriver driver) {
        super(driver);
    }

    @Override
    public List<JobId> insert(List<NewJob> jobs) {
        for (NewJob job : jobs) {
            JobId holder = keys.get(job.uniqueKey().orElse(""));
            if (holder != null) {
                throw new DuplicateJobException(job.kind(), holder);
            }
        }
        // The way to the database and back.
        LockSupport.parkNanos(100_000);
        List<JobId> ids =
                super.insert(jobs.stream().map(CheckThenActDriver::withoutKey).toList());
        for (int i = 0; i < jobs.size(); i++) {
            JobId id = ids.get(i);
            jobs.get(i).uniqueKey().ifPresent(key -> keys.put(key, id));
        }
        return ids;
    }

    private static NewJob withoutKey(NewJob job) {
        return new NewJob(
                job.queue(),
                job.kind(),
                job.version(),
                job.payload(),
                job.headers(),
                job.priority(),
                job.delay(),
                job.at(),
                Optional.empty(),
                job.onDuplicate());
    }
}
