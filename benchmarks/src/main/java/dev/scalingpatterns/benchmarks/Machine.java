package dev.scalingpatterns.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Describes what a measurement ran on, without naming the machine. */
final class Machine {

    private Machine() {}

    static String description() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.availableProcessors() + " processors (" + processor() + "), "
                + Runtime.version().toString().replaceAll("[+].*", "") + " "
                + System.getProperty("java.vm.name") + ", "
                + (runtime.maxMemory() >> 20) + " MiB heap, "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .orElse("model not told");
        } catch (IOException e) {
            return "model not told";
        }
    }
}
