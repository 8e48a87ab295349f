package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what this JVM started, however this JVM ends.
 *
 * <p>A shell holds the other end of a pipe. The kernel closes the pipe when this JVM is gone, be it by {@code kill -9};
 * the shell then ends every process it was told of and removes the run's folder. It ignores the signals that a terminal
 * sends to all at once. As a second net each process is recorded in a file, for the next run to find.
 */
final class Watchdog {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private static final String RECORDS = "processes";

    /** Reads "+ pid signal" and "- pid"; at the end of the pipe signals, waits at most 3 s, kills, removes. */
    private static final String SCRIPT = """
            trap '' INT HUP TERM QUIT
            all=''
            while read -r what pid signal; do
              rest=''
              for one in $all; do
                case $one in "$pid":*) ;; *) rest="$rest $one" ;; esac
              done
              all=$rest
              if [ "$what" = + ]; then all="$all $pid:$signal"; fi
            done
            for one in $all; do
              kill -"${one#*:}" "${one%%:*}" 2>/dev/null
              kill -CONT "${one%%:*}" 2>/dev/null
            done
            for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
              alive=''
              for one in $all; do
                # one that was sent KILL needs no waiting for; without an init it may stay a zombie
                if [ "${one#*:}" != KILL ] && kill -0 "${one%%:*}" 2>/dev/null; then alive=yes; fi
              done
              if [ -z "$alive" ]; then break; fi
              sleep 0.2
            done
            for one in $all; do kill -KILL "${one%%:*}" 2>/dev/null; done
            rm -rf "$1" || { sleep 1; rm -rf "$1"; }
            """;

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static @Nullable OutputStream pipe;
    private static @Nullable Path folder;

    private Watchdog() {}

    /** Called once, when the run's folder is made. */
    static void start(Path runFolder) {
        LOCK.lock();
        try {
            folder = runFolder;
            Files.createDirectories(runFolder.resolve(RECORDS));
            if (Signals.windows()) {
                // No shell there: an orderly end is all that can be caught, and the records serve the next run.
                Runtime.getRuntime().addShutdownHook(new Thread(() -> killRecorded(runFolder), "testkit-end"));
                return;
            }
            Process shell = new ProcessBuilder(
                            "/bin/sh", "-c", SCRIPT, "patterns-testkit-watchdog", runFolder.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .directory(new java.io.File("/"))
                    .start();
            pipe = shell.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the shell that cleans up after a crash", e);
        } finally {
            LOCK.unlock();
        }
    }

    /** Ends a process when this JVM ends: by a signal, and by SIGKILL where that does not help within 3 s. */
    static void guard(ProcessHandle process, String signal) {
        Path run = RunFolder.get();
        try {
            Files.writeString(
                    run.resolve(RECORDS).resolve(Long.toString(process.pid())),
                    Long.toString(RunFolder.started(process)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record process " + process.pid(), e);
        }
        tell("+ " + process.pid() + " " + signal);
        var unused = process.onExit().thenRun(() -> release(process));
    }

    /** Forgets a process: it has ended, and its number may be given to another. */
    static void release(ProcessHandle process) {
        tell("- " + process.pid());
        Path run = folder;
        if (run != null) {
            try {
                Files.deleteIfExists(run.resolve(RECORDS).resolve(Long.toString(process.pid())));
            } catch (IOException e) {
                LOG.debug("the record of process {} stays", process.pid(), e);
            }
        }
    }

    private static void tell(String line) {
        LOCK.lock();
        try {
            if (pipe != null) {
                pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                pipe.flush();
            }
        } catch (IOException e) {
            LOG.warn("the shell that cleans up after a crash is gone", e);
            pipe = null;
        } finally {
            LOCK.unlock();
        }
    }

    /** Kills what a run that is gone has recorded, each only if it is still the same process. */
    static void killRecorded(Path run) {
        try (Stream<Path> records = Files.list(run.resolve(RECORDS))) {
            for (Path record : records.toList()) {
                long pid = Long.parseLong(record.getFileName().toString());
                if (RunFolder.isAlive(pid, Long.parseLong(Files.readString(record)))) {
                    ProcessHandle.of(pid)
                            .map(Signals::family)
                            .orElse(List.of())
                            .forEach(ProcessHandle::destroyForcibly);
                }
            }
        } catch (IOException | NumberFormatException e) {
            LOG.debug("no records of processes in {}", run, e);
        }
    }
}
