package dev.scalingpatterns.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Starts main classes in JVMs of their own, with this JVM's class path, so that a test can kill, freeze and stop what
 * runs in them.
 *
 * <pre>{@code
 * try (Processes processes = Processes.open().jvm("-Xmx64m")) {
 *     ChildJvm worker = processes.start(Worker.class, postgres.jdbcUrl());
 *     worker.awaitLine("working", Duration.ofSeconds(20));
 *     worker.kill();
 * }
 * }</pre>
 *
 * <p>All children are killed at {@link #close}, and also when this JVM ends in any way, {@code kill -9} included (Windows:
 * at the next run). Safe for use by many threads, but {@link #jvm} and {@link #environment} belong before the first
 * {@link #start}.
 */
public final class Processes implements AutoCloseable {

    private final List<ChildJvm> children = new CopyOnWriteArrayList<>();
    private final List<String> options = new CopyOnWriteArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();

    private Processes() {}

    /** Nothing is started yet. */
    public static Processes open() {
        return new Processes();
    }

    /** Adds options of the JVM, {@code -Xmx64m} or {@code -Dname=value}, for the children to come. */
    public Processes jvm(String... more) {
        options.addAll(Arrays.asList(more));
        return this;
    }

    /** Adds a variable to the environment that the children to come inherit from this JVM. */
    public Processes environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /**
     * Starts a JVM and returns at once; {@link ChildJvm#awaitLine} tells when it is ready.
     *
     * @param main the class with the {@code main} method
     * @param arguments its arguments
     * @throws UncheckedIOException if no process can be started
     */
    public ChildJvm start(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(java().toString());
        command.add("-XX:TieredStopAtLevel=1"); // most live for seconds, and start twice as fast without the second
        // compiler
        command.addAll(options);
        command.add("-cp");
        command.add(ClassPath.current());
        command.add(main.getName());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            ChildJvm child = new ChildJvm(main.getSimpleName(), builder.start());
            children.add(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM for " + main.getName(), e);
        }
    }

    /** This JVM's own {@code java}. */
    static Path java() {
        String name = File.separatorChar == '\\' ? "java.exe" : "java";
        return Path.of(System.getProperty("java.home", ""), "bin", name);
    }

    /** Kills every child that still runs, and returns when all are gone. */
    @Override
    public void close() {
        for (ChildJvm child : children) {
            child.kill();
        }
        children.clear();
    }
}
