package dev.scalingpatterns.concurrency.mutants;

import dev.scalingpatterns.concurrency.LeaseManager;
import dev.scalingpatterns.concurrency.LeaseManagerContract;
import dev.scalingpatterns.concurrency.LeaseOptions;
import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;

/** The owner is the process, not the acquisition: a former holder releases the next one's lease. Tokens begin again. */
public class AnyoneReleases extends LeaseManagerContract {

    private final SettableTime time = new SettableTime();

    @Override
    protected LeaseManager open(LeaseOptions options) {
        return new NaiveLeaseManager(time, options.duration());
    }

    @Override
    protected void pass(Duration duration) {
        time.advance(duration);
    }

    @Override
    protected Duration tick() {
        return Duration.ofMillis(1);
    }

    @Override
    protected boolean isShared() {
        return false;
    }
}
