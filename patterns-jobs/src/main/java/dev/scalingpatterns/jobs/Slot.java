package dev.scalingpatterns.jobs;

import dev.scalingpatterns.core.CorruptDataException;
import dev.scalingpatterns.jobs.Handlers.Registration;
import dev.scalingpatterns.jobs.spi.ClaimedJob;
import dev.scalingpatterns.jobs.spi.Failure;
import dev.scalingpatterns.jobs.spi.Settlement;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of a worker's places for a running job: takes one job after the other until the worker stops. */
final class Slot implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
    /** A job that took longer than this is acknowledged at once; the acks of quicker ones travel together. */
    private static final long SLOW_NANOS = 1_000_000;

    private static final int ACKS_TOGETHER = 64;
    private static final Duration AFTER_OUR_OWN_FAILURE = Duration.ofSeconds(1);

    private final WorkerEngine engine;
    private final WorkerConfig config;

    Slot(WorkerEngine engine) {
        this.engine = engine;
        this.config = engine.config();
    }

    @Override
    public void run() {
        while (true) {
            try {
                HeldJob held = engine.feed().next();
                if (held == null) {
                    return;
                }
                work(held);
            } catch (Throwable e) {
                // A slot that ended here would be missing until the process ends.
                LOG.error("a slot of the worker {} failed and goes on", config.name(), e);
            }
        }
    }

    private void work(HeldJob held) {
        long start = System.nanoTime();
        try {
            engine.upkeep().jobStarts();
            attempt(held, start);
        } catch (Throwable e) {
            // Not the handler's failure: memory, or a class that cannot be loaded. The job must be settled all the
            // same.
            LOG.error(
                    "job {} of kind {} could not be run",
                    held.job().id(),
                    held.job().kind(),
                    e);
            engine.acks().add(held, new Settlement.Retry(held.job().token(), Failures.of(e), AFTER_OUR_OWN_FAILURE));
        } finally {
            long ran = System.nanoTime() - start;
            engine.feed().done(ran);
            if (ran > SLOW_NANOS || engine.acks().size() >= ACKS_TOGETHER) {
                engine.acks().flush();
            }
        }
    }

    private void attempt(HeldJob held, long start) {
        ClaimedJob job = held.job();
        if (held.seat().isLost()) {
            tellStale(job);
            return;
        }
        Optional<Registration<?>> registration = config.handlers().find(job.kind(), job.version());
        if (registration.isEmpty()) {
            park(
                    held,
                    DeadReason.NO_HANDLER,
                    new Failure(
                            "NoHandler",
                            "no handler for " + job.kind() + " v" + job.version() + " here; there are "
                                    + config.handlers(),
                            ""));
            return;
        }
        attempt(held, registration.get(), start);
    }

    private <P> void attempt(HeldJob held, Registration<P> registration, long start) {
        ClaimedJob job = held.job();
        JobType<P> type = registration.type();
        P payload;
        try {
            payload = job.payload().decode(config.driver().options().codec(), type.payloadType());
        } catch (CorruptDataException | IllegalArgumentException | LinkageError | StackOverflowError e) {
            park(held, DeadReason.UNREADABLE, Failures.of(e));
            return;
        }
        Run<P> run = new Run<>(held, type, payload, config.driver().options(), start);
        config.listener().tell(l -> l.onStarted(job.queue(), job.kind(), run.attempt(), job.waited()));
        engine.runs().add(run);
        // One who gives up what still runs sets the flag first, so either sees the other.
        if (engine.hasGivenUp() && run.take()) {
            ended(run);
            return;
        }
        try {
            registration.handler().handle(run);
        } catch (Throwable e) {
            if (ended(run)) {
                failed(run, e);
            }
            return;
        }
        if (ended(run)) {
            long ran = System.nanoTime() - start;
            engine.acks().add(held, new Settlement.Complete(job.token(), run.left()));
            config.listener().tell(l -> l.onSucceeded(job.queue(), job.kind(), Duration.ofNanos(ran)));
        }
    }

    /** Whether it is still the handler's to say what became of the job. */
    private boolean ended(Run<?> run) {
        boolean mine = run.end();
        engine.runs().remove(run);
        // An interrupt meant for this handler is not left to the next.
        Thread.interrupted();
        return mine;
    }

    private void failed(Run<?> run, Throwable error) {
        ClaimedJob job = run.held().job();
        if (run.wasAskedToStop()) {
            engine.acks().add(run.held(), new Settlement.Cancel(job.token()));
            config.listener().tell(l -> l.onCancelled(job.queue(), job.kind()));
        } else {
            engine.attemptFailed(run, error);
        }
    }

    private void park(HeldJob held, DeadReason reason, Failure failure) {
        ClaimedJob job = held.job();
        LOG.warn("job {} of kind {} v{} is parked: {}", job.id(), job.kind(), job.version(), reason);
        engine.acks().add(held, new Settlement.Bury(job.token(), reason, failure));
        config.listener().tell(l -> l.onDead(job.queue(), job.kind(), reason));
    }

    private void tellStale(ClaimedJob job) {
        config.listener().tell(l -> l.onStale(job.queue(), job.kind()));
    }
}
