package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaksTest {

    @Test
    void nothingLeftIsQuiet(@TempDir Path folder) throws IOException {
        Leaks leaks = Leaks.watch();
        try (ServerSocket socket = new ServerSocket(0);
                InputStream file = Files.newInputStream(Files.createFile(folder.resolve("file")))) {
            assertThat(socket.isBound()).isTrue();
            assertThat(file.available()).isZero();
        }
        leaks.assertNothingLeft(Duration.ZERO);
    }

    @Test
    void aThreadIsNamedWithItsStack() throws InterruptedException {
        Leaks leaks = Leaks.watch("leaks-test-");
        CountDownLatch end = new CountDownLatch(1);
        Thread left = start("leaks-test-left", end);
        Thread other = start("somebody-else", end);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> leaks.assertNothingLeft(Duration.ofMillis(50)))
                .withMessageContaining("thread leaks-test-left")
                .withMessageNotContaining("somebody-else")
                .satisfies(error -> assertThat(error.getSuppressed()).hasSize(1));
        end.countDown();
        leaks.assertNothingLeft();
        left.join(10_000);
        other.join(10_000);
    }

    @Test
    void aThreadThatWasThereBeforeIsNotCounted() {
        CountDownLatch end = new CountDownLatch(1);
        start("leaks-test-before", end);
        Leaks.watch("leaks-test-").assertNothingLeft(Duration.ZERO);
        end.countDown();
    }

    @Test
    void aSocketIsSeen() throws IOException {
        assumeThat(Leaks.seesFiles()).isTrue();
        Leaks leaks = Leaks.watch("none");
        try (ServerSocket socket = new ServerSocket(0)) {
            assertThat(socket.isBound()).isTrue();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> leaks.assertNothingLeft(Duration.ZERO))
                    .withMessageContaining("socket:[");
        }
        leaks.assertNothingLeft(Duration.ZERO);
    }

    @Test
    void aFileIsSeenByNameAndCountedEachTime(@TempDir Path folder) throws IOException {
        assumeThat(Leaks.seesFiles()).isTrue();
        Path file = Files.createFile(folder.resolve("left-open"));
        try (InputStream before = Files.newInputStream(file)) {
            Leaks leaks = Leaks.watch("none");
            try (InputStream again = Files.newInputStream(file)) {
                assertThat(again.available()).isEqualTo(before.available());
                assertThatExceptionOfType(AssertionError.class)
                        .isThrownBy(() -> leaks.assertNothingLeft(Duration.ZERO))
                        .withMessageContaining("left-open");
            }
            leaks.assertNothingLeft(Duration.ZERO);
        }
    }

    private static Thread start(String name, CountDownLatch end) {
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await(1, TimeUnit.MINUTES);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
