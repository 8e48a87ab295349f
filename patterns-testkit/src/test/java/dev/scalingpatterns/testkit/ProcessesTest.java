package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProcessesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    /** Answers lines, and says goodbye when asked to shut down. */
    static final class Answering {

        private Answering() {}

        public static void main(String[] arguments) throws IOException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("goodbye")));
            System.out.println(
                    "ready " + Arrays.toString(arguments) + System.getProperty("mine") + System.getenv("OURS"));
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line;
            while ((line = in.readLine()) != null) {
                System.err.println("heard " + line);
            }
        }
    }

    /** Starts another JVM, as a test does. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws IOException {
            ChildJvm child = Processes.open().start(Answering.class);
            child.awaitLine("ready", LONG);
            System.out.println("child " + child.pid() + " in " + RunFolder.get());
            System.out.println(System.in.read());
        }
    }

    @Test
    void startsAMainClassAndReadsWhatItWrites() {
        try (Processes processes = Processes.open().jvm("-Xmx32m", "-Dmine=yes").environment("OURS", "too")) {
            ChildJvm child = processes.start(Answering.class, "a b", "c");
            assertThat(child.awaitLine("ready", LONG)).isEqualTo("ready [a b, c]yestoo");
            child.send("grüße");
            assertThat(child.awaitLine("heard", LONG)).isEqualTo("heard grüße");
            assertThat(child.output()).hasSize(2);
        }
    }

    @Test
    void killLeavesNoTimeForGoodbyeButTerminateDoes() {
        try (Processes processes = Processes.open()) {
            ChildJvm killed = processes.start(Answering.class);
            ChildJvm asked = processes.start(Answering.class);
            killed.awaitLine("ready", LONG);
            asked.awaitLine("ready", LONG);
            killed.kill();
            assertThat(killed.isAlive()).isFalse();
            assertThat(killed.awaitExit(LONG)).isEqualTo(137);
            assertThat(killed.output()).doesNotContain("goodbye");
            asked.terminate();
            assertThat(asked.awaitExit(LONG)).isEqualTo(143);
            assertThat(asked.output()).contains("goodbye");
        }
    }

    @Test
    void aFrozenOneIsSilentUntilThawed() {
        assumeThat(Signals.windows()).isFalse();
        try (Processes processes = Processes.open()) {
            ChildJvm child = processes.start(Answering.class);
            child.awaitLine("ready", LONG);
            child.freeze();
            child.send("one");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> child.awaitLine("heard", Duration.ofMillis(300)))
                    .withMessageContaining("ran for PT0.3S")
                    .withMessageContaining("ready");
            child.thaw();
            child.awaitLine("heard one", LONG);
            child.freeze();
        }
    }

    @Test
    void oneThatEndsIsToldWithItsOutput() {
        try (Processes processes = Processes.open()) {
            ChildJvm child = processes.start(EchoServer.class);
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> child.awaitLine("ready", LONG))
                    .withMessageContaining("EchoServer ended without the line")
                    .withMessageContaining("main");
            assertThat(child.awaitExit(LONG)).isEqualTo(1);
        }
    }

    @Test
    void closeEndsAllAndLeavesNothing() {
        RunFolder.get(); // made once per run, with a pipe to the watchdog
        Leaks leaks = Leaks.watch("testkit-output");
        ChildJvm child;
        try (Processes processes = Processes.open()) {
            child = processes.start(Answering.class);
            child.awaitLine("ready", LONG);
        }
        assertThat(child.isAlive()).isFalse();
        leaks.assertNothingLeft();
    }

    @Test
    void childrenEndWhenTheirParentIsKilled() {
        assumeThat(Signals.windows()).isFalse();
        try (Processes processes = Processes.open()) {
            ChildJvm parent = processes.start(Parent.class);
            String[] told = parent.awaitLine("child ", LONG).split(" ", -1);
            ProcessHandle grandchild = ProcessHandle.of(Long.parseLong(told[1])).orElseThrow();
            parent.kill();
            await().atMost(LONG).until(() -> !grandchild.isAlive());
            await().atMost(LONG).until(() -> !java.nio.file.Files.exists(java.nio.file.Path.of(told[3])));
        }
    }
}
