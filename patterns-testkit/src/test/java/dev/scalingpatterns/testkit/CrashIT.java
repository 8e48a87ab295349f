package dev.scalingpatterns.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left when a JVM that has started servers is gone. */
class CrashIT {

    private static final Duration LONG = Duration.ofSeconds(90);

    /** Starts servers as tests do, says where they are, and waits to be killed, or for a line that ends it. */
    static final class Starter {

        private Starter() {}

        public static void main(String[] names) throws IOException {
            List<TestServer> servers = new ArrayList<>();
            for (String name : names) {
                servers.add(start(name));
            }
            servers.get(servers.size() - 1).freeze();
            StringBuilder where = new StringBuilder("folder " + RunFolder.get());
            ProcessHandle.current()
                    .descendants()
                    .forEach(process -> where.append(' ').append(process.pid()));
            for (TestServer server : servers) {
                System.out.println("port " + server.direct().port());
            }
            System.out.println(where);
            System.out.println(System.in.read());
        }

        private static TestServer start(String name) {
            return switch (name) {
                case "redis" -> RedisServer.shared();
                case "postgres" -> PostgresServer.shared();
                case "mariadb" -> MariaDbServer.shared();
                case "s3" -> S3Server.shared();
                default -> throw new IllegalArgumentException(name);
            };
        }
    }

    @BeforeEach
    void onlyWhereServersAreProcesses() {
        assumeThat(Signals.windows()).isFalse();
        assumeThat(Containers.whyNot())
                .as("containers are removed by Testcontainers")
                .isPresent();
    }

    @Test
    void everyServerEndsWithAJvmThatIsKilledAndItsDataGoes() {
        try (Processes processes = Processes.open()) {
            ChildJvm jvm = processes.start(Starter.class, "redis", "s3", "mariadb", "postgres");
            Left left = left(jvm);
            assertThat(left.processes).hasSizeGreaterThan(4);
            jvm.kill();
            left.awaitNothing();
        }
    }

    @Test
    void everyServerEndsWithAJvmThatEndsByItself() {
        try (Processes processes = Processes.open()) {
            ChildJvm jvm = processes.start(Starter.class, "redis", "postgres");
            Left left = left(jvm);
            jvm.send("end");
            assertThat(jvm.awaitExit(LONG)).isZero();
            left.awaitNothing();
        }
    }

    @Test
    void theNextRunEndsWhatIsLeftWhenTheWatchdogIsKilledToo() {
        try (Processes processes = Processes.open()) {
            ChildJvm jvm = processes.start(Starter.class, "postgres", "redis");
            Left left = left(jvm);
            watchdog(jvm).destroyForcibly();
            jvm.kill();
            assertThat(left.folder).exists();
            ChildJvm next = processes.start(Starter.class, "redis");
            left(next);
            left.awaitNothing();
        }
    }

    @Test
    void twoJvmsAtOnceHaveServersOfTheirOwn() {
        try (Processes processes = Processes.open()) {
            ChildJvm one = processes.start(Starter.class, "redis", "postgres");
            ChildJvm other = processes.start(Starter.class, "redis", "postgres");
            Left left = left(one);
            Left right = left(other);
            assertThat(left.ports).hasSize(2).doesNotContainAnyElementsOf(right.ports);
            assertThat(left.processes).doesNotContainAnyElementsOf(right.processes);
            one.kill();
            left.awaitNothing();
            assertThat(right.folder).exists();
            assertThat(right.processes).allMatch(ProcessHandle::isAlive);
            assertThat(right.ports).allMatch(CrashIT::listens);
        }
    }

    private static ProcessHandle watchdog(ChildJvm jvm) {
        return ProcessHandle.of(jvm.pid())
                .orElseThrow()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("sh"))
                .findFirst()
                .orElseThrow();
    }

    private static Left left(ChildJvm jvm) {
        String[] told = jvm.awaitLine("folder ", LONG).split(" ", -1);
        List<ProcessHandle> processes = new ArrayList<>();
        for (int i = 2; i < told.length; i++) {
            ProcessHandle.of(Long.parseLong(told[i])).ifPresent(processes::add);
        }
        List<Integer> ports = jvm.output().stream()
                .filter(line -> line.startsWith("port "))
                .map(line -> Integer.valueOf(line.substring("port ".length())))
                .toList();
        return new Left(Path.of(told[1]), processes, ports);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** A process that nobody has waited for yet is a zombie: ended all the same. */
    private static boolean ended(ProcessHandle process) {
        if (!process.isAlive()) {
            return true;
        }
        try {
            String state = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return state.charAt(state.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException e) {
            return !process.isAlive();
        }
    }

    private record Left(Path folder, List<ProcessHandle> processes, List<Integer> ports) {

        void awaitNothing() {
            await().atMost(LONG).until(() -> processes.stream().allMatch(CrashIT::ended));
            await().atMost(LONG).until(() -> !Files.exists(folder));
            assertThat(ports).isNotEmpty().noneMatch(CrashIT::listens);
        }
    }
}
