package dev.scalingpatterns.concurrency;

import dev.scalingpatterns.core.Codec;
import dev.scalingpatterns.testkit.SettableTime;
import java.time.Duration;

class InMemoryIdempotentCallsTest extends IdempotentCallsContract {

    private final SettableTime time = new SettableTime();
    private final CallDriver shared = new InMemoryCallDriver(time);

    @Override
    protected IdempotentCalls open(CallOptions options) {
        return new InMemoryIdempotentCalls(new CallRunner(shared, options, Codec.standard()));
    }

    @Override
    protected void pass(Duration duration) {
        time.advance(duration);
    }
}
