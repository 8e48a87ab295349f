package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that runs as a process of this machine. */
final class ProcessBackend implements Backend {

    private static final int ATTEMPTS = 3;
    private static final Duration START = Duration.ofMinutes(1);
    private static final long ORDERLY_SECONDS = 15;
    private static final int LOG_LINES = 20;

    private final Program program;
    private final Probe probe;
    private final Path folder;
    private int port;
    private @Nullable Process process;
    private List<ProcessHandle> frozen = List.of();

    private ProcessBackend(Program program, Probe probe, Path folder) {
        this.program = program;
        this.probe = probe;
        this.folder = folder;
    }

    /** Prepares a server and starts it. */
    static ProcessBackend start(String name, Program program, Probe probe) throws NotHere {
        ProcessBackend backend = new ProcessBackend(program, probe, RunFolder.next(name));
        try {
            program.prepare(backend.folder);
            backend.launch();
            return backend;
        } catch (IOException | IllegalStateException e) {
            backend.close();
            throw new NotHere(program.description() + " does not start: " + e.getMessage(), e);
        }
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.local(port);
    }

    @Override
    public String description() {
        return "process of " + program.description();
    }

    @Override
    public void kill() {
        Process running = process;
        if (running != null) {
            Signals.killAll(Signals.family(running.toHandle()));
        }
        frozen = List.of();
    }

    @Override
    public void freeze() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new IllegalStateException("it does not run, so it cannot be frozen");
        }
        // The parent first: from then on it starts no more children.
        Signals.send("STOP", List.of(running.toHandle()));
        frozen = Signals.family(running.toHandle());
        Signals.send("STOP", frozen);
        frozen.stream().skip(1).forEach(child -> Watchdog.guard(child, "KILL"));
    }

    @Override
    public void thaw() {
        Signals.send("CONT", frozen);
        frozen.stream().skip(1).forEach(Watchdog::release);
        frozen = List.of();
    }

    @Override
    public void restart() {
        Process running = process;
        if (running != null && running.isAlive()) {
            thaw();
            end(running, program.orderlyEnd());
        }
        try {
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + program.description() + " again", e);
        }
    }

    @Override
    public void close() {
        Process running = process;
        if (running != null && running.isAlive()) {
            List<ProcessHandle> family = Signals.family(running.toHandle());
            if (!program.quickEnd().equals("KILL")) {
                thaw();
                end(running, program.quickEnd());
            }
            Signals.killAll(family);
        }
        process = null;
        program.cleanUp(folder);
        RunFolder.delete(folder);
    }

    private void end(Process running, String signal) {
        List<ProcessHandle> family = Signals.family(running.toHandle());
        Signals.send(signal, List.of(running.toHandle()));
        try {
            if (running.waitFor(ORDERLY_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Signals.killAll(family);
    }

    /** A free port may be taken between looking and listening, so another is tried. */
    private void launch() throws IOException {
        for (int attempt = 1; ; attempt++) {
            if (port == 0 || attempt > 1) {
                port = freePort();
            }
            Process started = run();
            process = started;
            if (awaitReady(started)) {
                return;
            }
            boolean ended = !started.isAlive();
            Signals.killAll(Signals.family(started.toHandle()));
            if (!ended || attempt == ATTEMPTS || !portWasTaken()) {
                throw new IOException((ended ? "it ended with status " + started.exitValue() : "no answer in " + START)
                        + "; the end of its log:\n" + logTail());
            }
        }
    }

    private Process run() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.command(folder, port))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(program.environment());
        Process started = builder.start();
        started.getOutputStream().close();
        Watchdog.guard(started.toHandle(), program.quickEnd());
        return started;
    }

    private boolean awaitReady(Process started) {
        return probe.await(endpoint(), START, started::isAlive) && started.isAlive();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    private boolean portWasTaken() throws IOException {
        return logTail().toLowerCase(Locale.ROOT).contains("address already in use");
    }

    private Path log() {
        return folder.resolve("log");
    }

    private String logTail() throws IOException {
        if (!Files.exists(log())) {
            return "(none)";
        }
        List<String> lines = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }
}
