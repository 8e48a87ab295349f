package dev.scalingpatterns.benchmarks.suites;

import dev.scalingpatterns.benchmarks.Case;
import dev.scalingpatterns.benchmarks.Contender;
import dev.scalingpatterns.benchmarks.Metric;
import dev.scalingpatterns.benchmarks.Throughput;
import dev.scalingpatterns.core.redis.RedisConnection;
import dev.scalingpatterns.testkit.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** GETs of 100 bytes through one connection, which all threads share: ours, which consolidates flushes, and Lettuce's. */
final class RedisGets {

    private static final byte[] KEY = "benchmark:get".getBytes(StandardCharsets.UTF_8);
    private static final byte[] VALUE = "x".repeat(100).getBytes(StandardCharsets.UTF_8);

    private final String url;

    /** Past the test kit's relay: what is measured is the connection, not the relay. */
    RedisGets(RedisServer server) {
        this.url = server.directUrl();
    }

    Case with(int threads) {
        return new Case(
                "GET from Redis",
                threads,
                List.of(Metric.THROUGHPUT),
                () -> new Ours(threads),
                Optional.of((Contender) () -> new Plain(threads)),
                Map.of());
    }

    private static void check(byte[] value) {
        if (value == null || value.length != VALUE.length) {
            throw new IllegalStateException("Redis answered something else");
        }
    }

    private final class Ours implements Contender.Opened {

        private final RedisConnection connection = RedisConnection.builder(url)
                // A machine with fewer cores than threads lets commands wait; that is not what is measured.
                .timeout(Duration.ofSeconds(10))
                .open();
        private final int threads;

        Ours(int threads) {
            this.threads = threads;
            connection.sync().set(KEY, VALUE);
        }

        @Override
        public double[] measure(Duration time) throws Exception {
            return new double[] {
                Throughput.measure(threads, time, thread -> () -> {
                    check(connection.sync().get(KEY));
                    return 1;
                })
            };
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    private final class Plain implements Contender.Opened {

        private final RedisClient client = RedisClient.create(url);
        private final StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
        private final int threads;

        Plain(int threads) {
            this.threads = threads;
            connection.sync().set(KEY, VALUE);
        }

        @Override
        public double[] measure(Duration time) throws Exception {
            return new double[] {
                Throughput.measure(threads, time, thread -> () -> {
                    check(connection.sync().get(KEY));
                    return 1;
                })
            };
        }

        @Override
        public void close() {
            connection.close();
            client.shutdown();
        }
    }
}
