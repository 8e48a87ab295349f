package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.Settings;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Opens the queue that the configuration names. */
final class JobQueueFactory {

    private static final String PORT = "jobs";
    private static final Set<String> OPTIONS = Set.of(
            "url",
            "lease",
            "max-crashes",
            "priority-ageing",
            "max-payload",
            "keep-finished",
            "max-finished",
            "capacity",
            "capacity-bytes");

    private JobQueueFactory() {}

    static JobQueue open(Backends backends, String name) {
        return openTransactional(backends, name);
    }

    /** In this version every backend there is takes part in transactions. */
    static TransactionalJobQueue openTransactional(Backends backends, String name) {
        return backends.open(PORT, name, OPTIONS, settings -> build(backends, settings));
    }

    private static InMemoryJobQueue build(Backends backends, Settings settings) {
        BackendUrl url = settings.url("memory:");
        if (!url.scheme().equals("memory")) {
            throw settings.refuse("url", "this version knows memory: only");
        }
        try {
            url.requireKnownParameters(Set.of());
        } catch (IllegalArgumentException e) {
            throw settings.refuse("url", String.valueOf(e.getMessage()));
        }
        return InMemoryJobQueue.builder()
                .time(backends.time())
                .options(options(settings))
                .capacity(settings.number("capacity", 1_000_000, 1, 100_000_000))
                .capacityBytes(settings.bytes("capacity-bytes", 256L << 20))
                .build();
    }

    private static JobQueueOptions options(Settings settings) {
        JobQueueOptions options = JobQueueOptions.DEFAULT
                .maxCrashes(settings.number("max-crashes", JobQueueOptions.DEFAULT.maxCrashes(), 1, 100))
                .maxFinished(settings.number("max-finished", JobQueueOptions.DEFAULT.maxFinished(), 0, 10_000_000));
        options = duration(settings, "lease", options.lease(), options::lease);
        options = duration(settings, "priority-ageing", options.priorityAgeing(), options::priorityAgeing);
        options = duration(settings, "keep-finished", options.keepFinished(), options::keepFinished);
        return maxPayload(settings, options);
    }

    private static JobQueueOptions duration(
            Settings settings, String option, Duration fallback, Function<Duration, JobQueueOptions> setter) {
        Duration value = settings.duration(option, fallback);
        return checked(settings, option, () -> setter.apply(value));
    }

    private static JobQueueOptions maxPayload(Settings settings, JobQueueOptions options) {
        long bytes = settings.bytes("max-payload", options.maxPayloadBytes());
        int clipped = (int) Math.min(Integer.MAX_VALUE, bytes);
        return checked(settings, "max-payload", () -> options.maxPayloadBytes(clipped));
    }

    /** The bounds are the options' own; here their refusal names the key. */
    private static JobQueueOptions checked(Settings settings, String option, Supplier<JobQueueOptions> setter) {
        try {
            return setter.get();
        } catch (IllegalArgumentException e) {
            throw settings.refuse(option, String.valueOf(e.getMessage()));
        }
    }
}
