package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.internal.Listeners;
import dev.scalingpatterns.jobs.spi.JobDriver;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** What a worker was told. */
record WorkerConfig(
        String name,
        JobDriver driver,
        Handlers handlers,
        Set<String> queues,
        int concurrency,
        int prefetch,
        Optional<Executor> executor,
        Duration drainTimeout,
        Listeners<JobListener> listener,
        RandomGenerator random) {}
