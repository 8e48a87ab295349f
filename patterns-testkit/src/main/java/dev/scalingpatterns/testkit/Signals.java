package dev.scalingpatterns.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** POSIX signals, which the JDK can send only two of. */
final class Signals {

    private static final long LIMIT_SECONDS = 10;

    private Signals() {}

    static boolean windows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    /** Sends a signal; processes that are gone are passed over. */
    static void send(String signal, List<ProcessHandle> processes) {
        if (windows()) {
            throw new IllegalStateException("SIG" + signal + " needs a POSIX system; on Windows use a container");
        }
        if (processes.isEmpty()) {
            return;
        }
        String ids =
                processes.stream().map(process -> Long.toString(process.pid())).collect(Collectors.joining(" "));
        // The shell's own kill: a slim image has no /bin/kill.
        ProcessBuilder kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + ids)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            Process running = kill.start();
            if (!running.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly();
                throw new IllegalStateException("kill -" + signal + " " + ids + " did not end");
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot send SIG" + signal + " to " + ids, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending SIG" + signal + " to " + ids, e);
        }
    }

    /** A process and all that it has started, itself first. */
    static List<ProcessHandle> family(ProcessHandle process) {
        List<ProcessHandle> family = new ArrayList<>();
        family.add(process);
        process.descendants().forEach(family::add);
        return family;
    }

    /** {@code kill -9} for all of them, and waits until they are gone. */
    static void killAll(List<ProcessHandle> family) {
        family.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : family) {
            awaitEnd(process);
        }
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while process " + process.pid() + " was ending", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("process " + process.pid() + " is still there after SIGKILL", e);
        }
    }
}
