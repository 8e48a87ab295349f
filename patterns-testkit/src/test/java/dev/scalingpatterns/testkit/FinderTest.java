package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of finding and its messages; nothing real is started, the server is played by a socket. */
class FinderTest {

    private static final String URL = "patterns.testkit.redis.url";
    private static final String SOURCES = "patterns.testkit.redis.sources";

    @AfterEach
    void unset() {
        System.clearProperty(URL);
        System.clearProperty(SOURCES);
        System.clearProperty("patterns.testkit.s3.url");
    }

    @Test
    void aServerNamedByUrlComesFirstAndOnlyItsWireCanBreak() throws IOException {
        try (PongServer server = new PongServer()) {
            System.setProperty(URL, "redis://user:p%40ss@localhost:" + server.port() + "/3");
            try (RedisServer redis = RedisServer.builder().start()) {
                assertThat(redis.url()).isEqualTo("redis://user:p%40ss@127.0.0.1:" + redis.port() + "/3");
                assertThat(redis.directUrl()).isEqualTo("redis://user:p%40ss@localhost:" + server.port() + "/3");
                assertThat(redis.description()).contains(URL).doesNotContain("p@ss", "p%40ss");
                assertThat(redis.canBeKilled()).isFalse();
                assertThatIllegalStateException()
                        .isThrownBy(redis::kill)
                        .withMessageContaining("kill() cannot be done to the server at localhost:" + server.port())
                        .withMessageContaining("only cutOff(), reconnect() and delay()")
                        .withMessageContaining("Unset " + URL);
                assertThatIllegalStateException().isThrownBy(redis::freeze);
                assertThatIllegalStateException().isThrownBy(redis::restart);
                redis.cutOff();
                redis.delay(Duration.ofMillis(1));
                redis.heal();
                try (LineClient client = new LineClient(redis.port(), 5_000)) {
                    assertThat(client.ask("PING")).isEqualTo("+PONG");
                }
            }
        }
    }

    @Test
    void aUrlThatNobodyAnswersIsAnErrorAndNotPassedOver() {
        System.setProperty(URL, "redis://127.0.0.1:1");
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisServer.builder().start())
                .withMessageContaining("names 127.0.0.1:1, but no Redis answers there")
                .withMessageContaining("unset " + URL);
    }

    @Test
    void aMalformedUrlIsRefusedWithoutShowingIt() {
        System.setProperty(URL, "redis://user:secret@local host");
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisServer.builder().start())
                .withMessageContaining(URL)
                .withMessageNotContaining("secret");
        System.setProperty(URL, "rediss://user:secret@localhost");
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisServer.builder().start())
                .withMessageContaining("must be redis://host:port")
                .withMessageNotContaining("secret");
        System.setProperty("patterns.testkit.s3.url", "https://key:secret@s3.example");
        assertThatIllegalStateException()
                .isThrownBy(S3Server::start)
                .withMessageContaining("must be http://host:port")
                .withMessageNotContaining("secret");
    }

    @Test
    void whereThereIsNoneEachWaySaysWhy() {
        System.setProperty(SOURCES, "url,path");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        RedisServer.builder().option("maxmemory-policy", "no").start())
                .withMessageContaining("no Redis can be had here: url (" + URL + " is not set); container (not among")
                .withMessageContaining("; path (")
                .withMessageContaining("; artifact (not among patterns.testkit.sources)");
    }

    @Test
    void anUnknownSourceIsRefused() {
        System.setProperty(SOURCES, "path,docker");
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisServer.builder().start())
                .withMessageContaining("'path,docker'")
                .withMessageContaining("url, container, path, artifact");
    }

    @Test
    void noDockerEngineIsFoundOutQuickly() {
        long start = System.nanoTime();
        boolean first = Containers.whyNot().isPresent();
        assertThat(Containers.whyNot().isPresent()).isEqualTo(first);
        if (first) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void versionsAreCompared() {
        assertThat(new Executables.Version(6, 2).atLeast(6, 2)).isTrue();
        assertThat(new Executables.Version(7, 0).atLeast(6, 2)).isTrue();
        assertThat(new Executables.Version(6, 0).atLeast(6, 2)).isFalse();
        assertThat(new Executables.Version(5, 9).atLeast(6, 2)).isFalse();
    }
}
