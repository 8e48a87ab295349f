package dev.scalingpatterns.core.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scalingpatterns.core.BackendUrl;
import dev.scalingpatterns.core.Backends;
import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.core.CorruptDataException;
import dev.scalingpatterns.core.Guard.Effect;
import dev.scalingpatterns.core.sql.JdbcPool;
import dev.scalingpatterns.testkit.Leaks;
import dev.scalingpatterns.testkit.Race;
import dev.scalingpatterns.testkit.RedisServer;
import dev.scalingpatterns.testkit.WithServers;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real Redis is needed for. */
@WithServers
@Timeout(60)
class RedisConnectionIT {

    /** Commands on a busy build machine may take longer than in production. */
    private static final Duration PATIENT = Duration.ofSeconds(5);

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static RedisConnection open(String url) {
        return RedisConnection.builder(url).timeout(PATIENT).open();
    }

    @Test
    void carriesBytesThroughTheGuard(RedisServer redis) {
        try (RedisConnection connection = open(redis.url())) {
            byte[] value = {0, -1, 13, 10, 127};
            connection
                    .guard()
                    .call(
                            Effect.IDEMPOTENT,
                            "set",
                            "it:bytes",
                            () -> connection.sync().set(bytes("it:bytes"), value));
            assertThat(connection
                            .guard()
                            .call(
                                    Effect.READ,
                                    "get",
                                    "it:bytes",
                                    () -> connection.sync().get(bytes("it:bytes"))))
                    .isEqualTo(value);
            assertThat(connection
                            .guard()
                            .call(
                                    Effect.READ,
                                    "get",
                                    "it:none",
                                    () -> connection.sync().get(bytes("it:none"))))
                    .isNull();
            assertThatThrownBy(() -> connection
                            .guard()
                            .call(
                                    Effect.ONCE,
                                    "push",
                                    "it:bytes",
                                    () -> connection.sync().lpush(bytes("it:bytes"), value)))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("push it:bytes");
        }
    }

    @Test
    void runsAScriptThatTheServerDoesNotKnow(RedisServer redis) throws Exception {
        var script = RedisConnection.Script.of(
                "return redis.call('INCRBY', KEYS[1], ARGV[1])", ScriptOutputType.INTEGER, Long.class);
        try (RedisConnection connection = open(redis.url())) {
            byte[][] keys = {bytes("it:script")};
            connection.sync().del(keys);
            connection.sync().scriptFlush();
            assertThat(connection.eval(script, keys, bytes("2"))).isEqualTo(2);
            assertThat(connection.eval(script, keys, bytes("3"))).isEqualTo(5);
            connection.sync().scriptFlush();
            assertThat(connection
                            .evalAsync(script, keys, bytes("4"))
                            .toCompletableFuture()
                            .get(5, TimeUnit.SECONDS))
                    .isEqualTo(9);
            assertThat(connection
                            .evalAsync(script, keys, bytes("1"))
                            .toCompletableFuture()
                            .get(5, TimeUnit.SECONDS))
                    .isEqualTo(10);
        }
    }

    /** Consolidating flushes must not reorder what one thread writes, nor lose what another does. */
    @Test
    void keepsTheOrderOfEachThreadsCommands(RedisServer redis) {
        try (RedisConnection connection = open(redis.url())) {
            int rounds = 500;
            Race.of(8).run((thread, round) -> {
                byte[] key = bytes("it:order:" + thread);
                connection.sync().del(key);
                List<RedisFuture<Long>> pushed = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    pushed.add(connection.async().rpush(key, bytes("" + i)));
                }
                for (int i = 0; i < rounds; i++) {
                    assertThat(pushed.get(i).get(5, TimeUnit.SECONDS)).isEqualTo(i + 1);
                }
                assertThat(connection.sync().lrange(key, 0, -1))
                        .extracting(element -> Integer.parseInt(new String(element, UTF_8)))
                        .isSorted()
                        .hasSize(rounds);
            });
        }
    }

    @Test
    void takesUpSubscriptionsAgainAfterARestart(RedisServer redis) {
        try (RedisConnection connection = open(redis.url())) {
            StatefulRedisPubSubConnection<byte[], byte[]> subscriber = connection.openPubSub();
            List<String> heard = new CopyOnWriteArrayList<>();
            subscriber.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(byte[] channel, byte[] message) {
                    heard.add(new String(message, UTF_8));
                }
            });
            subscriber.sync().subscribe(bytes("it:channel"));
            connection.sync().publish(bytes("it:channel"), bytes("before"));
            await().until(() -> heard.contains("before"));
            redis.restart();
            await().ignoreExceptions().until(() -> {
                connection.sync().publish(bytes("it:channel"), bytes("after"));
                return heard.contains("after");
            });
        }
    }

    @Test
    void readsAClusterOfOneNode() {
        try (RedisServer node =
                RedisServer.builder().option("cluster-enabled", "yes").start()) {
            try (RedisConnection single = open(node.url())) {
                single.sync()
                        .clusterAddSlots(
                                java.util.stream.IntStream.range(0, 16384).toArray());
                await().until(() -> single.sync().clusterInfo().contains("cluster_state:ok"));
            }
            try (RedisConnection cluster = open("redis-cluster://" + node.host() + ":" + node.port())) {
                for (int i = 0; i < 20; i++) {
                    cluster.sync().set(bytes("it:" + i), bytes("v" + i));
                    assertThat(cluster.sync().get(bytes("it:" + i))).isEqualTo(bytes("v" + i));
                }
            }
        }
    }

    @Test
    void tellsAWrongPasswordAndAMissingOne() {
        Leaks leaks = Leaks.watch("patterns-redis");
        try (RedisServer locked = RedisServer.builder().password("right-one").start()) {
            String address = locked.host() + ":" + locked.port();
            for (String user : List.of(":hunter22@", "app:hunter22@", "")) {
                assertThatThrownBy(() -> open("redis://" + user + address))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("user or the password")
                        .hasMessageNotContaining("hunter22");
            }
            try (RedisConnection connection = open("redis://:right-one@" + address)) {
                assertThat(connection.sync().ping()).isEqualTo("PONG");
            }
        }
        leaks.assertNothingLeft();
    }

    @Test
    void nothingIsLeftWhenTheBackendsAreClosed(RedisServer redis) {
        try (RedisConnection warm = open(redis.url())) {
            assertThat(warm.sync().ping()).isEqualTo("PONG");
        }
        Leaks leaks = Leaks.watch("patterns-");
        try (Backends backends = Backends.inMemory()) {
            BackendUrl redisUrl = BackendUrl.parse(redis.url() + "?timeout=5s");
            RedisConnection connection = RedisConnection.shared(backends, redisUrl);
            assertThat(RedisConnection.shared(backends, redisUrl)).isSameAs(connection);
            StatefulRedisPubSubConnection<byte[], byte[]> subscriber = connection.openPubSub();
            subscriber.sync().subscribe(bytes("it:left-open"));
            JdbcPool pool = JdbcPool.shared(backends, BackendUrl.parse("jdbc:h2:mem:redis-it"));
            assertThat(connection.sync().ping()).isEqualTo("PONG");
            int one = pool.jdbi()
                    .withHandle(handle ->
                            handle.createQuery("select 1").mapTo(int.class).one());
            assertThat(one).isEqualTo(1);
        }
        leaks.assertNothingLeft();
    }
}
