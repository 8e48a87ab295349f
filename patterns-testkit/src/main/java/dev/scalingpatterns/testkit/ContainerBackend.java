package dev.scalingpatterns.testkit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotModifiedException;
import java.time.Duration;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A server in a container. Testcontainers' own reaper removes it when this JVM is gone. */
final class ContainerBackend implements Backend {

    private static final Duration START = Duration.ofMinutes(2);
    private static final int ORDERLY_SECONDS = 15;

    private final GenericContainer<?> container;
    private final ContainerSpec spec;
    private final Probe probe;
    private boolean frozen;

    private ContainerBackend(GenericContainer<?> container, ContainerSpec spec, Probe probe) {
        this.container = container;
        this.spec = spec;
        this.probe = probe;
    }

    static boolean engineAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    static ContainerBackend start(ContainerSpec spec, Probe probe) throws NotHere {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(spec.image()))
                .withExposedPorts(spec.port())
                .withEnv(spec.environment())
                .withStartupTimeout(START);
        if (!spec.command().isEmpty()) {
            container.withCommand(spec.command().toArray(new String[0]));
        }
        ContainerBackend backend = new ContainerBackend(container, spec, probe);
        try {
            container.start();
            backend.awaitReady();
            return backend;
        } catch (RuntimeException e) {
            container.stop();
            throw new NotHere(
                    "the image " + spec.image() + " cannot be pulled or does not start: " + e.getMessage(), e);
        }
    }

    /** The engine publishes another port at each start, so it is asked each time. */
    @Override
    public Endpoint endpoint() {
        String wanted = spec.port() + "/tcp";
        return container.getCurrentContainerInfo().getNetworkSettings().getPorts().getBindings().entrySet().stream()
                .filter(binding -> binding.getKey().toString().equals(wanted) && binding.getValue().length > 0)
                .map(binding -> Integer.parseInt(binding.getValue()[0].getHostPortSpec()))
                .findFirst()
                .map(port -> new Endpoint(container.getHost(), port))
                .orElseThrow(() -> new IllegalStateException(spec.image() + " publishes no port " + wanted));
    }

    @Override
    public String description() {
        return "container of " + spec.image();
    }

    @Override
    public void kill() {
        thaw(); // the engine signals no paused container
        try (var command = client().killContainerCmd(container.getContainerId()).withSignal("KILL")) {
            command.exec();
        }
        awaitStopped();
    }

    @Override
    public void freeze() {
        try (var command = client().pauseContainerCmd(container.getContainerId())) {
            command.exec();
        }
        frozen = true;
    }

    @Override
    public void thaw() {
        if (frozen) {
            try (var command = client().unpauseContainerCmd(container.getContainerId())) {
                command.exec();
            }
            frozen = false;
        }
    }

    @Override
    public void restart() {
        thaw();
        if (isRunning()) {
            stop();
        }
        try (var command = client().startContainerCmd(container.getContainerId())) {
            command.exec();
        }
        awaitReady();
    }

    @Override
    public void close() {
        container.stop();
    }

    private void stop() {
        try (var command = client().stopContainerCmd(container.getContainerId()).withTimeout(ORDERLY_SECONDS)) {
            command.exec();
        } catch (NotModifiedException e) {
            // it ended by itself in between
        }
        awaitStopped();
    }

    private boolean isRunning() {
        return Boolean.TRUE.equals(
                container.getCurrentContainerInfo().getState().getRunning());
    }

    private void awaitStopped() {
        long deadline = System.nanoTime() + START.toNanos();
        while (isRunning()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(description() + " still runs after it was ended");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Probe.PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a container was ending", e);
        }
    }

    private void awaitReady() {
        if (!probe.await(endpoint(), START, this::isRunning)) {
            throw new IllegalStateException(description() + " does not answer; the end of its log: " + logTail());
        }
    }

    private String logTail() {
        try {
            String log = container.getLogs();
            return log.substring(Math.max(0, log.length() - 2_000));
        } catch (DockerException e) {
            return "(" + e.getMessage() + ")";
        }
    }

    private static DockerClient client() {
        return DockerClientFactory.instance().client();
    }
}
