package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.scalingpatterns.testkit.Relay.Direction;
import dev.scalingpatterns.testkit.Relay.Verdict;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayTest {

    private static final int SOON = 300;
    private static final int LONG = 10_000;

    private EchoServer server;
    private Relay relay;

    @BeforeEach
    void open() throws IOException {
        server = new EchoServer();
        relay = Relay.to("127.0.0.1", server.port());
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        server.close();
    }

    @Test
    void carriesBothWaysAndEndsWithEitherSide() throws IOException {
        try (LineClient client = new LineClient(relay.port(), LONG)) {
            assertThat(client.ask("one")).isEqualTo("one");
            assertThat(relay.connections()).isEqualTo(1);
            client.say("two");
            client.endOutput();
            assertThat(client.hear()).isEqualTo("two");
            assertThat(client.hear()).isEqualTo("(end)");
        }
        await().until(() -> relay.connections() == 0);
    }

    @Test
    void carriesMuch() throws IOException {
        String line = "x".repeat(1_000_000);
        try (LineClient client = new LineClient(relay.port(), LONG)) {
            assertThat(client.ask(line)).isEqualTo(line);
            relay.delay(Duration.ofMillis(20));
            assertThat(client.ask(line)).isEqualTo(line);
        }
    }

    @Test
    void aCutIsSilentAndNothingIsLostByIt() throws IOException {
        try (LineClient client = new LineClient(relay.port(), SOON)) {
            assertThat(client.ask("before")).isEqualTo("before");
            relay.cutOff();
            client.say("held");
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(client::hear);
            assertThat(server.heard()).containsExactly("before");
            try (LineClient other = new LineClient(relay.port(), SOON)) {
                other.say("new");
                assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(other::hear);
                relay.reconnect();
                assertThat(other.hear()).isEqualTo("new");
            }
            assertThat(client.hear()).isEqualTo("held");
        }
    }

    @Test
    void aDelayIsAddedToEachRoundTripOnceAndNotPerMessage() throws IOException {
        try (LineClient client = new LineClient(relay.port(), LONG)) {
            assertThat(millis(() -> client.ask("warm"))).isLessThan(LONG);
            relay.delay(Duration.ofMillis(400));
            assertThat(millis(() -> client.ask("slow"))).isBetween(400L, 4_000L);
            long ten = millis(() -> {
                for (int i = 0; i < 10; i++) {
                    client.say("piped " + i);
                }
                List<String> heard = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    heard.add(client.hear());
                }
                assertThat(heard).hasSize(10).startsWith("piped 0").endsWith("piped 9");
            });
            // ten delays one after the other would be 4 s
            assertThat(ten).isBetween(400L, 3_000L);
            relay.delay(Duration.ZERO);
            assertThat(client.ask("fast again")).isEqualTo("fast again");
        }
    }

    @Test
    void brokenConnectionsAreResetAndNewOnesWork() throws IOException {
        try (LineClient client = new LineClient(relay.port(), LONG)) {
            assertThat(client.ask("one")).isEqualTo("one");
            relay.breakConnections();
            assertThatExceptionOfType(SocketException.class).isThrownBy(client::hear);
        }
        try (LineClient client = new LineClient(relay.port(), LONG)) {
            assertThat(client.ask("two")).isEqualTo("two");
        }
    }

    @Test
    void refusesAndAcceptsAgainOnTheSamePort() throws IOException {
        int port = relay.port();
        for (int round = 0; round < 3; round++) {
            try (LineClient client = new LineClient(port, LONG)) {
                assertThat(client.ask("one")).isEqualTo("one");
                relay.refuse();
                relay.refuse();
                assertThatExceptionOfType(SocketException.class).isThrownBy(client::hear);
            }
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new LineClient(port, LONG));
            relay.accept();
            relay.accept();
        }
        assertThat(relay.port()).isEqualTo(port);
    }

    @Test
    void whereNobodyListensAConnectionIsBroken() throws IOException {
        server.close();
        try (LineClient client = new LineClient(relay.port(), LONG)) {
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
                client.say("anybody?");
                throw new SocketException(client.hear());
            });
        }
    }

    @Test
    void losesExactlyOneRequest() throws IOException {
        relay.loseRequest("COMMIT");
        try (LineClient client = new LineClient(relay.port(), LONG)) {
            assertThat(client.ask("BEGIN")).isEqualTo("BEGIN");
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.ask("COMMIT 1"));
        }
        try (LineClient client = new LineClient(relay.port(), LONG)) {
            assertThat(client.ask("COMMIT 2")).isEqualTo("COMMIT 2");
        }
        assertThat(server.heard()).doesNotContain("COMMIT 1").contains("COMMIT 2");
    }

    @Test
    void losesExactlyOneReply() throws IOException {
        relay.loseReplyTo("COMMIT");
        try (LineClient client = new LineClient(relay.port(), LONG)) {
            assertThat(client.ask("BEGIN")).isEqualTo("BEGIN");
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.ask("COMMIT 1"));
        }
        try (LineClient client = new LineClient(relay.port(), LONG)) {
            assertThat(client.ask("COMMIT 2")).isEqualTo("COMMIT 2");
        }
        assertThat(server.heard()).contains("COMMIT 1", "COMMIT 2");
    }

    @Test
    void aFilterSeesAndDecides() throws IOException {
        List<String> seen = new ArrayList<>();
        relay.filter(Direction.REQUEST, chunk -> {
            seen.add(chunk.connection() + " " + chunk.direction() + " " + chunk.bytes().length);
            return chunk.contains("grüße") ? Verdict.SWALLOW : Verdict.PASS;
        });
        try (LineClient client = new LineClient(relay.port(), SOON)) {
            client.say("viele grüße");
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(client::hear);
            assertThat(client.ask("next")).isEqualTo("next");
        }
        assertThat(seen).containsExactly("1 REQUEST 14", "1 REQUEST 5");
        assertThat(server.heard()).containsExactly("next");
    }

    @Test
    void healEndsEveryFault() throws IOException {
        relay.cutOff();
        relay.delay(Duration.ofSeconds(30));
        relay.filter(Direction.REPLY, chunk -> Verdict.BREAK);
        relay.refuse();
        relay.heal();
        try (LineClient client = new LineClient(relay.port(), LONG)) {
            assertThat(client.ask("well")).isEqualTo("well");
        }
    }

    @Test
    void nothingIsLeftAfterClose() throws IOException {
        Leaks leaks = Leaks.watch("testkit-relay");
        Relay mine = Relay.to("127.0.0.1", server.port());
        try (LineClient idle = new LineClient(mine.port(), LONG);
                LineClient slow = new LineClient(mine.port(), LONG)) {
            assertThat(idle.ask("one")).isEqualTo("one");
            mine.delay(Duration.ofMinutes(1));
            slow.say("never heard");
            mine.cutOff();
            mine.close();
            assertThatExceptionOfType(SocketException.class).isThrownBy(idle::hear);
        }
        leaks.assertNothingLeft();
    }

    @Test
    void refusesANegativeDelay() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> relay.delay(Duration.ofMillis(-1)))
                .withMessageContaining("PT-0.001S");
    }

    private static long millis(Action action) throws IOException {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1_000_000;
    }

    private interface Action {
        void run() throws IOException;
    }
}
