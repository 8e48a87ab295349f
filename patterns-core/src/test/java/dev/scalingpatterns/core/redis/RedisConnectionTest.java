package dev.scalingpatterns.core.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.scalingpatterns.core.ConfigurationException;
import dev.scalingpatterns.core.ConflictException;
import dev.scalingpatterns.core.CorruptDataException;
import dev.scalingpatterns.core.UnavailableException;
import dev.scalingpatterns.core.UnknownOutcomeException;
import dev.scalingpatterns.testkit.Leaks;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What needs no real Redis: servers that refuse, are silent, or answer with nonsense. */
@Timeout(60)
class RedisConnectionTest {

    private Leaks leaks = Leaks.watch("patterns-redis");

    @BeforeEach
    void watch() {
        leaks = Leaks.watch("patterns-redis");
    }

    @AfterEach
    void leavesNothingOpen() {
        leaks.assertNothingLeft();
    }

    @Test
    void reportsAServerThatRefuses() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        UnavailableException gone = catchThrowableOfType(
                UnavailableException.class, () -> RedisConnection.open("redis://:hunter22@127.0.0.1:" + port));
        assertThat(gone).hasMessageContaining("127.0.0.1:" + port).hasMessageContaining("is the server running");
        assertThat(everything(gone)).doesNotContain("hunter22");
    }

    @Test
    void reportsANameThatIsNoHost() {
        assertThatThrownBy(() -> RedisConnection.open("redis://no-such-host.invalid"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void givesUpOnAServerThatAcceptsAndIsSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> RedisConnection.open("redis://127.0.0.1:" + silent.getLocalPort()))
                    .isInstanceOf(UnavailableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void tellsAWrongPasswordFromAServerThatIsGone() throws Exception {
        try (Answering server = new Answering("-WRONGPASS invalid username-password pair\r\n")) {
            ConfigurationException refused = catchThrowableOfType(
                    ConfigurationException.class,
                    () -> RedisConnection.open("redis://app:hunter22@127.0.0.1:" + server.port()));
            assertThat(refused)
                    .hasMessageContaining("refused the user or the password (WRONGPASS)")
                    .hasMessageContaining("redis://app:***@");
            assertThat(everything(refused)).doesNotContain("hunter22");
        }
    }

    @Test
    void translatesWhatLettuceThrowsAndQuotesNothing() {
        AtomicInteger replicas = new AtomicInteger();
        RedisErrors errors = new RedisErrors(replicas::incrementAndGet);
        assertThat(translated(errors, new RedisCommandTimeoutException("Command timed out after 100 ms")))
                .isInstanceOf(UnknownOutcomeException.class);
        assertThat(translated(errors, new RedisException("Currently not connected. Commands are rejected.")))
                .isInstanceOf(UnavailableException.class);
        assertThat(translated(errors, new RedisException("Request queue size exceeded: 10000. Commands are not ...")))
                .isInstanceOf(UnavailableException.class);
        assertThat(translated(errors, new RedisException(new IOException("Connection reset by peer"))))
                .isInstanceOf(UnknownOutcomeException.class);
        assertThat(translated(errors, refused("OOM command not allowed when used memory > 'maxmemory'.")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("OOM");
        assertThat(translated(errors, refused("NOPERM this user has no permissions")))
                .isInstanceOf(ConfigurationException.class);
        assertThat(translated(errors, refused("WRONGTYPE Operation against a key holding the wrong kind of value")))
                .isInstanceOf(CorruptDataException.class);
        assertThat(replicas).hasValue(0);
        assertThat(translated(errors, refused("READONLY You can't write against a read only replica.")))
                .isInstanceOf(UnavailableException.class);
        assertThat(replicas).hasValue(1);
        String inScript = "ERR Error running script (call to f_0c1ab3): @user_script:1: @user_script: 1: -";
        assertThat(translated(errors, refused(inScript + "READONLY You can't write against a read only replica.")))
                .isInstanceOf(UnavailableException.class);
        assertThat(replicas).hasValue(2);
        for (String code : new String[] {"OOM", "NOREPLICAS"}) {
            assertThat(translated(errors, refused(inScript + code + " not now")))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(code);
        }
        RuntimeException unknown =
                translated(errors, refused("ERR unknown command 'FOO', with args beginning with: 'my-payload'"));
        assertThat(unknown).isInstanceOf(IllegalStateException.class);
        assertThat(everything(unknown)).doesNotContain("my-payload");
        ConflictException own = new ConflictException("put", "k", "someone else won");
        assertThat(translated(errors, own)).isSameAs(own);
    }

    @Test
    void checksItsOptions() {
        RedisConnection.Builder builder = RedisConnection.builder("redis://h");
        assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).hasMessage("timeout is 5 ms to 60 s, not PT0S");
        assertThatThrownBy(() -> builder.requestQueueSize(0)).hasMessageContaining("requestQueueSize");
        assertThatThrownBy(() -> RedisConnection.open("nothing")).isInstanceOf(IllegalArgumentException.class);
    }

    private static RuntimeException translated(RedisErrors errors, Throwable thrown) {
        return errors.translate("get", "k", thrown);
    }

    private static RedisCommandExecutionException refused(String message) {
        return new RedisCommandExecutionException(message);
    }

    private static String everything(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Gives the same answer to whatever is asked. */
    private static final class Answering implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final Thread thread;

        Answering(String answer) throws IOException {
            thread = new Thread(() -> {
                while (!socket.isClosed()) {
                    try (Socket client = socket.accept()) {
                        byte[] request = new byte[4096];
                        while (client.getInputStream().read(request) >= 0) {
                            client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                        }
                    } catch (IOException e) {
                        // The client went away, or the test is over.
                    }
                }
            });
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            org.awaitility.Awaitility.await().until(() -> !thread.isAlive());
        }
    }
}
