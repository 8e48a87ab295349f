package dev.scalingpatterns.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs of this machine: where they are and how old. */
final class Executables {

    private static final long LIMIT_SECONDS = 60;

    private Executables() {}

    /** A program on the PATH, or in the folders where daemons are kept that many a PATH leaves out. */
    static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        String[] folders = (path + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/usr/local/sbin")
                .split(File.pathSeparator, -1);
        for (String folder : folders) {
            if (!folder.isEmpty()) {
                Path candidate = Path.of(folder, name);
                if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    /** The first version number that a program prints when asked with {@code --version}. */
    static Version version(Path program, Pattern pattern) throws NotHere {
        String output = run(List.of(program.toString(), "--version"));
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new NotHere(program + " does not tell its version: " + output.strip());
        }
        return new Version(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Runs a command to its end and returns what it wrote; for short ones only. */
    static String run(List<String> command) throws NotHere {
        try {
            Path output = Files.createTempFile(RunFolder.get(), "output", ".txt");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            Files.deleteIfExists(output);
            if (!ended || process.exitValue() != 0) {
                throw new NotHere(String.join(" ", command) + " fails: " + text.strip());
            }
            return text;
        } catch (IOException e) {
            throw new NotHere(command.get(0) + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotHere("interrupted while running " + command.get(0), e);
        }
    }

    /** The first two numbers of a version. */
    record Version(int major, int minor) {

        boolean atLeast(int wantedMajor, int wantedMinor) {
            return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }
}
