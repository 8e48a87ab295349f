package dev.scalingpatterns.benchmarks;

import dev.scalingpatterns.core.internal.Nearest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line.
 *
 * @param suites the suites to run
 * @param json where to write the results as JSON
 * @param quick fewer and shorter rounds, and nothing is written under {@code docs}
 */
record Arguments(List<String> suites, Optional<Path> json, boolean quick) {

    static final String ALL = "all";

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException with one line that says what is wrong and what is allowed
     */
    static Arguments parse(List<String> arguments, List<String> known) {
        List<String> allowed = new ArrayList<>(known);
        allowed.add(ALL);
        List<String> suites = new ArrayList<>();
        Optional<Path> json = Optional.empty();
        boolean quick = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--quick")) {
                quick = true;
            } else if (argument.equals("--json")) {
                if (++i == arguments.size()) {
                    throw new IllegalArgumentException("--json needs a file");
                }
                json = Optional.of(file(arguments.get(i)));
            } else if (argument.startsWith("-")) {
                throw new IllegalArgumentException(
                        "unknown argument '" + argument + "'" + Nearest.hint(argument, List.of("--json", "--quick")));
            } else if (!allowed.contains(argument)) {
                throw new IllegalArgumentException(
                        "there is no suite '" + argument + "'" + Nearest.hint(argument, allowed));
            } else {
                suites.add(argument);
            }
        }
        if (suites.isEmpty()) {
            throw new IllegalArgumentException("name a suite: " + String.join(" ", allowed));
        }
        return new Arguments(suites.contains(ALL) ? known : List.copyOf(suites), json, quick);
    }

    private static Path file(String name) {
        try {
            Path file = Path.of(name).toAbsolutePath();
            Path directory = file.getParent();
            if (Files.isDirectory(file) || directory == null || !Files.isDirectory(directory)) {
                throw new IllegalArgumentException("--json '" + name + "' is not a file in a directory that exists");
            }
            return file;
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("--json '" + name + "' is not a file name: " + e.getReason(), e);
        }
    }
}
