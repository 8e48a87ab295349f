package dev.scalingpatterns.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingpatterns.testkit.Leaks;
import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InMemoryLeaseManagerTest extends LeaseManagerContract {

    private final SettableTime time = new SettableTime();
    private final ManualScheduler scheduler = new ManualScheduler(time);

    @Override
    protected LeaseManager open(LeaseOptions options) {
        return InMemoryLeaseManager.builder()
                .options(options)
                .time(time)
                .renewals(scheduler)
                .build();
    }

    @Override
    protected void pass(Duration duration) {
        scheduler.pass(duration);
    }

    @Override
    protected Duration tick() {
        return Duration.ofMillis(1);
    }

    @Override
    protected boolean isShared() {
        return false;
    }

    @Test
    void aFrozenProcessLosesItsLeaseThoughItRenews() {
        LeaseManager manager = open(LeaseOptions.defaults());
        Lease lease = manager.tryAcquire("report").orElseThrow();
        time.advance(LeaseOptions.defaults().duration());
        assertThat(lease.isHeld()).isFalse();
        scheduler.pass(Duration.ofSeconds(30));
        assertThat(lease.renew()).isFalse();
        manager.close();
    }

    @Test
    void nothingIsLeftAfterClose() {
        Leaks leaks = Leaks.watch("patterns-");
        LeaseManager manager = InMemoryLeaseManager.builder()
                .options(LeaseOptions.defaults().withDuration(Duration.ofMillis(30)))
                .build();
        Lease lease = manager.tryAcquire("report").orElseThrow();
        org.awaitility.Awaitility.await().pollDelay(Duration.ofMillis(100)).until(lease::isHeld);
        manager.close();
        leaks.assertNothingLeft();
    }

    @Test
    void endedLeasesOfManyNamesAreForgotten() {
        InMemoryLeaseDriver driver = new InMemoryLeaseDriver(time);
        long last = 0;
        for (int i = 0; i < 5_000; i++) {
            long token =
                    driver.acquire("name-" + i, "owner", Duration.ofMillis(1)).orElseThrow();
            assertThat(token).isGreaterThan(last);
            last = token;
            time.advance(Duration.ofMillis(1));
        }
        assertThat(driver.size()).isLessThan(2_000);
    }
}
