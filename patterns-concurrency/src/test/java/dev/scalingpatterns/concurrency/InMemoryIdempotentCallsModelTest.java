package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;

class InMemoryIdempotentCallsModelTest extends IdempotentCallsModelContract {

    private final SettableTime time = new SettableTime();

    @Override
    protected IdempotentCalls open(CallOptions options) {
        return InMemoryIdempotentCalls.builder().options(options).time(time).build();
    }

    @Override
    protected void pass(Duration duration) {
        time.advance(duration);
    }
}
