package dev.scalingpatterns.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A JVM that {@link Processes} started. Its standard output and error are read as they come, together, as lines of
 * UTF-8, and kept. Safe for use by many threads.
 */
public final class ChildJvm {

    private static final Duration AFTER_DEATH = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    ChildJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        Watchdog.guard(process.toHandle(), "KILL");
        Thread reader = new Thread(this::readAll, "testkit-output-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** The id that the operating system gave it. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs; a frozen one does. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** All lines it has written until now. */
    public List<String> output() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a line that contains a text; lines written before the call count.
     *
     * @return the first such line
     * @throws AssertionError with its output, if there is none within the limit or it ended without one
     */
    public String awaitLine(String text, Duration limit) {
        return awaitLine(line -> line.contains(text), limit);
    }

    /**
     * Waits for a line; lines written before the call count.
     *
     * @return the first line that is wanted
     * @throws AssertionError with its output, if there is none within the limit or it ended without one
     */
    public String awaitLine(Predicate<String> wanted, Duration limit) {
        lock.lock();
        try {
            long left = limit.toNanos();
            int seen = 0;
            while (true) {
                for (; seen < lines.size(); seen++) {
                    if (wanted.test(lines.get(seen))) {
                        return lines.get(seen);
                    }
                }
                if (ended || left <= 0) {
                    throw new AssertionError(name + (ended ? " ended" : " ran for " + limit)
                            + " without the line that was waited for; its output:\n" + String.join("\n", lines));
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a line of " + name, e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes a line to its standard input.
     *
     * @throws UncheckedIOException if it does not read any more
     */
    public void send(String line) {
        try {
            OutputStream input = process.getOutputStream();
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not read its input", e);
        }
    }

    /** {@code kill -9}: ends it at once, with no shutdown hook; returns when it is gone. Also ends a frozen one. */
    public void kill() {
        process.toHandle().destroyForcibly(); // Process.destroy would close the pipe, with output still in it
        awaitExit(AFTER_DEATH);
    }

    /** SIGTERM: asks it to shut down, and returns at once. (On Windows this is {@link #kill}.) */
    public void terminate() {
        process.toHandle().destroy();
    }

    /**
     * SIGSTOP: it stands still, but its sockets stay open; like a machine that swaps, or a very long pause of the collector.
     *
     * @throws IllegalStateException on Windows
     */
    public void freeze() {
        Signals.send("STOP", List.of(process.toHandle()));
    }

    /**
     * SIGCONT: it goes on where it stood.
     *
     * @throws IllegalStateException on Windows
     */
    public void thaw() {
        Signals.send("CONT", List.of(process.toHandle()));
    }

    /**
     * Waits until it has ended and all of its output is read.
     *
     * @return its exit status; 128 + the signal's number where a signal ended it
     * @throws AssertionError if it still runs after the limit
     */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError(
                        name + " still runs after " + limit + "; its output:\n" + String.join("\n", output()));
            }
            awaitEndOfOutput();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + name + " was ending", e);
        }
    }

    /** A grandchild may hold the pipe open, so this too has a bound. */
    private void awaitEndOfOutput() throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(2);
            while (!ended && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void readAll() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = reader.readLine()) != null) {
                add(line);
            }
        } catch (IOException e) {
            add("(its output could not be read to the end: " + e.getMessage() + ")");
        }
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(String line) {
        lock.lock();
        try {
            lines.add(line);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return name + " (process " + process.pid() + ")";
    }
}
