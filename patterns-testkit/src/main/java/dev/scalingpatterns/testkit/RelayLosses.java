package dev.scalingpatterns.testkit;

import dev.scalingpatterns.testkit.Relay.Direction;
import dev.scalingpatterns.testkit.Relay.Verdict;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The two losses that matter most to a protocol, as filters. */
final class RelayLosses {

    private static final long NONE = 0;

    private RelayLosses() {}

    static void request(Relay relay, String text) {
        Objects.requireNonNull(text, "text");
        AtomicBoolean done = new AtomicBoolean();
        relay.filter(Direction.REPLY, chunk -> Verdict.PASS);
        relay.filter(
                Direction.REQUEST,
                chunk -> chunk.contains(text) && done.compareAndSet(false, true) ? Verdict.BREAK : Verdict.PASS);
    }

    static void reply(Relay relay, String text) {
        Objects.requireNonNull(text, "text");
        AtomicBoolean armed = new AtomicBoolean(true);
        AtomicLong waiting = new AtomicLong(NONE);
        relay.filter(
                Direction.REPLY,
                chunk -> waiting.compareAndSet(chunk.connection(), NONE) ? Verdict.BREAK : Verdict.PASS);
        relay.filter(Direction.REQUEST, chunk -> {
            if (chunk.contains(text) && armed.compareAndSet(true, false)) {
                waiting.set(chunk.connection());
            }
            return Verdict.PASS;
        });
    }
}
