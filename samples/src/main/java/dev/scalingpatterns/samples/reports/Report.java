package dev.scalingpatterns.samples.reports;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A report, which is work: a second and a half of CPU.
 *
 * @param number which report
 */
record Report(int number) {

    private static final long CPU_NANOS = 1_500_000_000L;

    /** Computes it and delivers it to the outbox, whole. */
    void write(Path outbox) throws IOException {
        long lines = compute();
        Path unfinished = Files.createTempFile(outbox, "report-", ".unfinished");
        Files.writeString(unfinished, "report " + number + " over " + lines + " lines");
        Files.move(unfinished, outbox.resolve("report-" + number + ".txt"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Adds up until this thread has used its share of CPU: as much work on a fast machine as on a slow one. */
    private static long compute() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + CPU_NANOS;
        long lines = 0;
        while (threads.getCurrentThreadCpuTime() < end) {
            lines++;
        }
        return lines;
    }

    /** How many reports lie in the outbox. */
    static int delivered(Path outbox) throws IOException {
        try (Stream<Path> files = Files.list(outbox)) {
            return (int) files.filter(file -> file.toString().endsWith(".txt")).count();
        }
    }
}
