package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;

class InMemoryLeaseManagerModelTest extends LeaseManagerModelContract {

    private final SettableTime time = new SettableTime();
    private final ManualScheduler scheduler = new ManualScheduler(time);

    @Override
    protected LeaseManager open(Duration duration) {
        return InMemoryLeaseManager.builder()
                .options(LeaseOptions.defaults().withDuration(duration).withRenewal(false))
                .time(time)
                .renewals(scheduler)
                .build();
    }

    @Override
    protected void pass(Duration duration) {
        scheduler.pass(duration);
    }
}
