package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** By its real driver, each fault and its end. */
@WithServers
class RedisServerIT {

    private final RedisServer redis;

    RedisServerIT(RedisServer redis) {
        this.redis = redis;
    }

    @Test
    void servesAndIsShared(RedisServer same) {
        assertThat(same).isSameAs(redis).isSameAs(RedisServer.shared());
        set("greeting", "hello");
        assertThat(get("greeting")).isEqualTo("hello");
        String direct = with(redis.directUrl(), connection -> connection.sync().get("greeting"));
        assertThat(direct).isEqualTo("hello");
        same.close();
        assertThat(get("greeting")).isEqualTo("hello");
    }

    @Test
    void comesBackWithItsDataAfterAKill() {
        set("kept", "through the crash");
        redis.kill();
        redis.kill();
        assertThatExceptionOfType(RedisException.class).isThrownBy(() -> get("kept"));
        redis.restart();
        assertThat(get("kept")).isEqualTo("through the crash");
    }

    @Test
    void comesBackWithItsDataAfterAnOrderlyRestart() {
        set("kept", "through the restart");
        redis.restart();
        assertThat(get("kept")).isEqualTo("through the restart");
    }

    @Test
    void standsStillWhileFrozen() {
        set("ice", "cold");
        redis.freeze();
        redis.freeze();
        assertThatExceptionOfType(RedisException.class).isThrownBy(() -> get("ice"));
        redis.thaw();
        assertThat(get("ice")).isEqualTo("cold");
    }

    @Test
    void canBeKilledWhileFrozen() {
        set("ice", "kept");
        redis.freeze();
        redis.kill();
        redis.restart();
        assertThat(get("ice")).isEqualTo("kept");
    }

    @Test
    void hearsNothingWhileCutOff() {
        set("wire", "whole");
        redis.cutOff();
        assertThatExceptionOfType(RedisException.class).isThrownBy(() -> get("wire"));
        String direct = with(redis.directUrl(), connection -> connection.sync().get("wire"));
        assertThat(direct).isEqualTo("whole");
        redis.reconnect();
        assertThat(get("wire")).isEqualTo("whole");
    }

    @Test
    void answersLateWhileDelayed() {
        Duration delay = Duration.ofMillis(300);
        long late = with(redis.url(), connection -> {
            connection.sync().ping();
            redis.delay(delay);
            long start = System.nanoTime();
            connection.sync().ping();
            return System.nanoTime() - start;
        });
        assertThat(Duration.ofNanos(late)).isGreaterThanOrEqualTo(delay);
    }

    @Test
    void isHealedAfterEachTest() {
        redis.kill();
        redis.heal();
        redis.cutOff();
        redis.delay(Duration.ofSeconds(20));
        redis.freeze();
        redis.heal();
        set("well", "again");
        assertThat(get("well")).isEqualTo("again");
    }

    @Test
    void losesAReplyButNotTheWrite() {
        redis.relay().loseReplyTo("unheard");
        assertThatExceptionOfType(RedisException.class).isThrownBy(() -> set("unheard", "but done"));
        assertThat(get("unheard")).isEqualTo("but done");
    }

    @Test
    void oneOfItsOwnHasAPasswordAndOptionsAndLeavesNothing() {
        Leaks leaks = Leaks.watch("testkit-relay");
        long pid;
        RedisServer own = RedisServer.builder()
                .password("s3cr&t/ü")
                .option("maxmemory", "10mb")
                .start();
        try {
            assertThat(own.url()).isNotEqualTo(redis.url());
            Map<String, String> memory =
                    with(own.url(), connection -> connection.sync().configGet("maxmemory"));
            assertThat(memory).containsEntry("maxmemory", "10485760");
            assertThatExceptionOfType(RedisException.class)
                    .isThrownBy(() -> with(
                            "redis://127.0.0.1:" + own.port(),
                            connection -> connection.sync().ping()));
            pid = Long.parseLong(with(own.url(), connection -> connection.sync().info("server"))
                    .lines()
                    .filter(line -> line.startsWith("process_id:"))
                    .findFirst()
                    .orElseThrow()
                    .substring("process_id:".length()));
        } finally {
            own.close();
            own.close();
        }
        assertThatIllegalStateException().isThrownBy(own::restart).withMessageContaining("closed Redis");
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive)).isNotEqualTo(java.util.Optional.of(true));
        leaks.assertNothingLeft();
    }

    @Test
    void anOptionThatItRefusesIsToldWithItsLog() {
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> RedisServer.builder().option("no-such-thing", "1").start())
                .withMessageContaining("no Redis can be had here")
                .withMessageContaining("no-such-thing")
                .withMessageContaining("redis.url is not set");
    }

    private void set(String key, String value) {
        String answer = with(redis.url(), connection -> connection.sync().set(key, value));
        assertThat(answer).isEqualTo("OK");
    }

    private String get(String key) {
        return with(redis.url(), connection -> connection.sync().get(key));
    }

    private static <T> T with(String url, Function<StatefulRedisConnection<String, String>, T> work) {
        RedisURI uri = RedisURI.create(url);
        uri.setTimeout(Duration.ofSeconds(1));
        RedisClient client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return work.apply(connection);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
