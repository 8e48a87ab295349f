package dev.scalingpatterns.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether containers can be had, asked once per run and cheaply where it is plain that they cannot. */
final class Containers {

    private Containers() {}

    private static final class Holder {
        private static final Optional<String> WHY_NOT = look();
    }

    static Backend start(ContainerSpec spec, Probe probe) throws NotHere {
        Optional<String> whyNot = Holder.WHY_NOT;
        if (whyNot.isPresent()) {
            throw new NotHere(whyNot.get());
        }
        return ContainerBackend.start(spec, probe);
    }

    /** Why there are none; empty if there are. */
    static Optional<String> whyNot() {
        return Holder.WHY_NOT;
    }

    private static Optional<String> look() {
        try {
            Class.forName("org.testcontainers.DockerClientFactory", false, Containers.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return Optional.of("Testcontainers is not on the class path");
        }
        // Testcontainers reports an absent engine with stack traces, so it is asked only where there may be one.
        if (!mayHaveEngine()) {
            return Optional.of("no Docker engine: no socket, no DOCKER_HOST, no ~/.testcontainers.properties");
        }
        try {
            return ContainerBackend.engineAnswers()
                    ? Optional.empty()
                    : Optional.of("no Docker engine answers Testcontainers");
        } catch (RuntimeException | LinkageError e) {
            return Optional.of("no Docker engine answers Testcontainers: " + e.getMessage());
        }
    }

    private static boolean mayHaveEngine() {
        String home = System.getProperty("user.home", "");
        String runtime = Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).orElse("/run/user/none");
        return Signals.windows()
                || System.getenv("DOCKER_HOST") != null
                || System.getenv().keySet().stream().anyMatch(name -> name.startsWith("TESTCONTAINERS_"))
                || Stream.of(
                                Path.of("/var/run/docker.sock"),
                                Path.of(runtime, "docker.sock"),
                                Path.of(home, ".docker", "run", "docker.sock"),
                                Path.of(home, ".docker", "desktop", "docker.sock"),
                                Path.of(home, ".testcontainers.properties"))
                        .anyMatch(Files::exists);
    }
}
