package dev.scalingpatterns.core.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scalingpatterns.core.Guard;
import dev.scalingpatterns.core.Guard.Effect;
import dev.scalingpatterns.core.GuardListener;
import dev.scalingpatterns.core.PatternsException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.testkit.RedisServer;
import dev.scalingpatterns.testkit.WithServers;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Promise 2 of every port, on a real Redis: a backend that is gone costs at most 5 failed calls and 0.5 s of waiting, then
 * calls fail at once, and service is full again within 2 s of its return.
 */
@WithServers(own = true)
@Timeout(120)
class RedisOutageIT {

    private static final byte[] KEY = "it:outage".getBytes(UTF_8);

    /** How late this machine may be over a call's own time-out: it is not what is tested. */
    private static final Duration SCHEDULING = Duration.ofMillis(150);

    private final AtomicInteger failed = new AtomicInteger();

    private RedisConnection open(RedisServer redis) {
        return RedisConnection.builder(redis.url())
                .listener(new GuardListener() {
                    @Override
                    public void failed(String guard, String operation) {
                        failed.incrementAndGet();
                    }
                })
                .open();
    }

    private static boolean get(RedisConnection redis) {
        try {
            redis.guard()
                    .call(Effect.READ, "get", "it:outage", () -> redis.sync().get(KEY));
            return true;
        } catch (UnavailableException e) {
            return false;
        }
    }

    /** Calls while all is well, so that code is compiled and the connection made; ends in service. */
    private static void warm(RedisConnection redis) {
        for (int i = 0; i < 3_000; i++) {
            get(redis);
        }
        await().until(() -> redis.guard().state() == Guard.State.CLOSED && get(redis) && get(redis));
    }

    private void noticed(RedisConnection redis, Duration allowed) {
        failed.set(0);
        long start = System.nanoTime();
        for (int calls = 0; redis.guard().state() == Guard.State.CLOSED; calls++) {
            assertThat(calls).isLessThan(1_000_000);
            get(redis);
        }
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        assertThat(failed.get()).isBetween(1, 5);
        assertThat(waited).isLessThanOrEqualTo(allowed.plus(SCHEDULING));
    }

    private void failsAtOnce(RedisConnection redis) {
        int failures = failed.get();
        long[] took = new long[2_000];
        for (int i = 0; i < took.length; i++) {
            long start = System.nanoTime();
            assertThat(get(redis)).isFalse();
            took[i] = System.nanoTime() - start;
        }
        Arrays.sort(took);
        assertThat(Duration.ofNanos(took[took.length / 2])).isLessThan(Duration.ofMillis(1));
        assertThat(failed.get()).as("calls that reached for the server").isEqualTo(failures);
    }

    private static void isBackWithin(RedisConnection redis, Duration limit) {
        long start = System.nanoTime();
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .until(() -> get(redis));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isLessThanOrEqualTo(limit);
    }

    @Test
    void aFrozenServerIsNoticedAndTakenBack(RedisServer server) {
        try (RedisConnection redis = open(server)) {
            warm(redis);
            server.freeze();
            noticed(redis, Duration.ofMillis(500));
            failsAtOnce(redis);
            server.thaw();
            isBackWithin(redis, Duration.ofSeconds(2));
        }
    }

    @Test
    void aServerFrozenForSecondsIsTakenBack(RedisServer server) {
        try (RedisConnection redis = open(server)) {
            warm(redis);
            server.freeze();
            noticed(redis, Duration.ofMillis(500));
            long start = System.nanoTime();
            await().atMost(Duration.ofSeconds(20)).until(() -> System.nanoTime() - start > 4_000_000_000L);
            failsAtOnce(redis);
            server.thaw();
            isBackWithin(redis, Duration.ofSeconds(2));
        }
    }

    @Test
    void aKilledServerIsNoticedAndTakenBack(RedisServer server) {
        try (RedisConnection redis = open(server)) {
            warm(redis);
            server.kill();
            noticed(redis, Duration.ofMillis(500));
            failsAtOnce(redis);
            server.restart();
            isBackWithin(redis, Duration.ofSeconds(2));
        }
    }

    @Test
    void aCutWireIsNoticedAndTakenBack(RedisServer server) {
        try (RedisConnection redis = open(server)) {
            warm(redis);
            server.cutOff();
            noticed(redis, Duration.ofMillis(500));
            failsAtOnce(redis);
            server.reconnect();
            isBackWithin(redis, Duration.ofSeconds(2));
        }
    }

    /** What was sent when the connection broke is not sent again behind the caller's back. */
    @Test
    void noCommandIsSentTwice(RedisServer server) {
        try (RedisConnection redis = open(server)) {
            redis.sync().set(KEY, "0".getBytes(UTF_8));
            long answered = 0;
            long asked = 0;
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 200; i++) {
                    asked++;
                    try {
                        redis.guard()
                                .call(
                                        Effect.ONCE,
                                        "incr",
                                        "it:outage",
                                        () -> redis.sync().incr(KEY));
                        answered++;
                    } catch (PatternsException e) {
                        assertThat(e).hasMessageContaining("incr");
                    }
                    if (i == 100) {
                        server.freeze();
                    }
                    if (i == 105) {
                        server.relay().cutOff();
                        server.thaw();
                        server.relay().reconnect();
                    }
                }
                await().until(() -> get(redis));
            }
            long counted = Long.parseLong(new String(redis.sync().get(KEY), UTF_8));
            assertThat(counted).isBetween(answered, asked);
        }
    }
}
